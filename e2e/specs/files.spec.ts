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

test('quick open finds a file by a few letters, and Markdown shows as the page that it gives', async ({
  ide,
  page,
  openSession,
}) => {
  const files = {
    ...FILES,
    'docs/start.md':
      '---\ntitle: Start\n---\n# Start here\n\n[The README](../README.md) [out](../../x) ![Dot](dot.svg)\n\n<img src=x onerror="document.title=1">\n',
    'docs/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="4" cx="4" cy="4"/></svg>',
    'README.md': '# Read me\n',
  };
  await ide.open(await openSession(files));
  await ide.quickOpen('sprice');
  await ide.reads('count * 41');
  await ide.quickOpen('start');
  await ide.reads('title: Start');
  await ide.typeOver(files['docs/start.md'].replace('Start here', 'Start now'));
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('v');
  // What is typed and not saved, without its frontmatter; the repository's own picture, and nothing that runs.
  const shown = page.getByRole('region', { name: 'Page' });
  await expect(shown.getByRole('heading', { name: 'Start now' })).toBeVisible();
  await expect(shown.getByText('title: Start')).toHaveCount(0);
  await expect(shown.getByRole('img', { name: 'Dot' })).toHaveJSProperty('naturalWidth', 8);
  await expect(shown.locator('[onerror], a:has-text("out")[href]')).toHaveCount(0);
  await shown.getByRole('link', { name: 'The README' }).click();
  await ide.reads('# Read me');
  await ide.tab(/start\.md/).click();
  await shown.getByRole('button', { name: 'Go to the line of «Start now»' }).click();
  await ide.reads('title: Start');
  await expect(page.getByText('Ln 4, Col 1')).toBeVisible();
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
