import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../support/test.ts';

const FILES = {
  'README.md': '# Shop\n',
  'src/index.ts': "import { price } from './price.ts';\n\nconsole.log(price(2));\n",
  'src/price.ts': 'export const price = (count: number) => count * 41;\n',
  'docs/guide.md': 'The price is 41.\n',
};

test('files and folders are made, renamed, moved and deleted in the tree', async ({ ide, page, openSession }) => {
  const session = await openSession(FILES);
  const at = (folder: string) => readdir(join(session.worktree, folder)).catch(() => []);
  await ide.open(session);

  await ide.button('New folder').click();
  await page.getByLabel('Name of the new folder').fill('lib');
  await page.keyboard.press('Enter');
  await expect(ide.row('lib')).toBeVisible();
  await ide.fromMenu(ide.row('lib'), 'New file');
  await page.getByLabel('Name of the new file').fill('tax.ts');
  await page.keyboard.press('Enter');
  await expect(ide.row('tax.ts')).toBeVisible();
  await expect(ide.tab('tax.ts')).toBeVisible();

  await ide.fromMenu(ide.row('tax.ts'), 'Rename');
  await page.getByLabel('New name of tax.ts').fill('taxes.ts');
  await page.keyboard.press('Enter');
  await expect(ide.row('taxes.ts')).toBeVisible();
  await expect(ide.tab('taxes.ts')).toBeVisible();
  await expect.poll(() => at('lib')).toEqual(['taxes.ts']);

  await ide.openFromTree('src');
  await ide.row('taxes.ts').dragTo(ide.row('price.ts'));
  await expect.poll(() => at('src')).toEqual(['index.ts', 'price.ts', 'taxes.ts']);
  // On the screen too: the row of where it was would lead to a file that is gone.
  await expect(ide.row('taxes.ts')).toHaveAttribute('aria-setsize', '3');

  await ide.row('taxes.ts').click();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => at('src')).toEqual(['index.ts', 'price.ts']);
  await expect(ide.row('taxes.ts')).toHaveCount(0);
});

test('files are uploaded and downloaded', async ({ ide, page, openSession }) => {
  const session = await openSession(FILES);
  await ide.open(session);
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  await page
    .getByLabel('Files to upload')
    .setInputFiles({ name: 'logo.bin', mimeType: 'application/octet-stream', buffer: bytes });
  await expect(ide.row('logo.bin')).toBeVisible();
  expect(await readFile(join(session.worktree, 'logo.bin'))).toEqual(bytes);
  const [download] = await Promise.all([page.waitForEvent('download'), ide.fromMenu(ide.row('logo.bin'), 'Download')]);
  expect(download.suggestedFilename()).toBe('logo.bin');
  expect(await readFile(await download.path())).toEqual(bytes);
});

test('a search by regular expression leads to the line', async ({ ide, page, openSession }) => {
  await ide.open(await openSession(FILES));
  await page.keyboard.press('ControlOrMeta+Shift+F');
  await page.getByRole('textbox', { name: 'Search' }).fill('price.*4[0-9]');
  await ide.button('Use regular expression').click();
  const results = page.getByRole('tree', { name: 'Search results' });
  await expect(page.getByText('2 matches in 2 files')).toBeVisible();
  await results.getByRole('treeitem', { name: /count \* 41/ }).click();
  await ide.reads('count * 41');
  await expect(ide.tab('price.ts')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search' }).fill('price(');
  await expect(page.getByRole('region', { name: 'Search' }).getByRole('alert')).toBeVisible();
});

test('quick open finds a file by a few letters', async ({ ide, openSession }) => {
  await ide.open(await openSession(FILES));
  await ide.quickOpen('sprice');
  await ide.reads('count * 41');
  await ide.quickOpen('guid');
  await expect(ide.tab('guide.md')).toBeVisible();
});

test('the tree marks what changed, and follows the disk', async ({ ide, openSession }) => {
  const session = await openSession({ ...FILES, '.gitignore': 'dist\n' });
  await ide.open(session);
  await writeFile(join(session.worktree, 'README.md'), '# Changed\n');
  await expect(ide.tree.getByRole('treeitem', { name: /^README\.md, .*modified/i })).toBeVisible();
  await mkdir(join(session.worktree, 'dist'));
  await writeFile(join(session.worktree, 'new.txt'), 'x\n');
  await expect(ide.tree.getByRole('treeitem', { name: /^new\.txt, .*untracked/i })).toBeVisible();
  await expect(ide.row('dist')).toBeVisible();
});
