import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '../support/test.ts';

test.describe('a file that changed on disk while it was edited', () => {
  test.beforeEach(async ({ ide, openSession }) => {
    const session = await openSession({ 'notes.txt': 'as committed\n' });
    await ide.open(session);
    await ide.openFromTree('notes.txt');
    await ide.reads('as committed');
    await ide.typeOver('mine\n');
    await ide.run('echo theirs > notes.txt; cat notes.txt');
    await ide.sees('theirs');
    await ide.editor.locator('.view-lines').last().click();
    await ide.page.keyboard.press('ControlOrMeta+S');
    await expect(ide.editor.getByText('changed on disk since you began to edit it')).toBeVisible();
    const compare = ide.button('Compare');
    await expect(ide.button('Keep mine').or(compare)).toBeVisible();
    if (await compare.isVisible()) await compare.click();
    await expect(ide.editor.getByText('On disk', { exact: true })).toBeVisible();
    await expect(ide.editor.getByText('Yours', { exact: true })).toBeVisible();
  });

  test('is saved as mine', async ({ ide }) => {
    await ide.button('Keep mine').click();
    await ide.reads('mine');
    await expect(ide.tab(/not saved/)).toHaveCount(0);
    await ide.run('clear; cat notes.txt');
    await ide.sees(/^mine(?!.*notes)/);
  });

  test('is taken as it is on disk', async ({ ide }) => {
    await ide.button('Take the disk’s').click();
    await ide.reads('theirs');
    await expect(ide.tab(/not saved/)).toHaveCount(0);
    await ide.run('clear; cat notes.txt');
    await ide.sees(/^theirs(?!.*notes)/);
  });

  test('is merged by hand', async ({ ide }) => {
    await ide.button('Merge by hand').click();
    await ide.typeOver('both\n');
    await ide.button('Save the merge').click();
    await expect(ide.button('Save the merge')).toHaveCount(0);
    await expect(ide.tab(/not saved/)).toHaveCount(0);
    await ide.run('clear; cat notes.txt');
    await ide.sees(/^both(?!.*notes)/);
  });
});

test('an edit that was not saved survives a reload', async ({ ide, page, openSession }) => {
  const session = await openSession({ 'notes.txt': 'as committed\n' });
  await ide.open(session);
  await ide.openFromTree('notes.txt');
  await ide.reads('as committed');
  await ide.typeOver('not saved yet\n');
  await expect(ide.tab(/not saved/)).toBeVisible();
  await expect.poll(() => keptDrafts(page)).toEqual(['not saved yet\n']);
  await page.reload();
  await ide.shown();
  await ide.reads('not saved yet');
  await expect(ide.tab(/not saved/)).toBeVisible();
  expect(await session.git('status', '--porcelain')).toBe('');
});

test('a clean file follows the disk', async ({ ide, openSession }) => {
  const session = await openSession({ 'notes.txt': 'as committed\n' });
  await ide.open(session);
  await ide.openFromTree('notes.txt');
  await ide.reads('as committed');
  await writeFile(join(session.worktree, 'notes.txt'), 'from outside\n');
  await ide.reads('from outside');
  await expect(ide.tab(/not saved/)).toHaveCount(0);
});

test('line ends and a byte order mark stay as they are', async ({ ide, openSession }) => {
  const session = await openSession({ 'dos.txt': '\ufeffone\r\ntwo\r\n' });
  await ide.open(session);
  await ide.openFromTree('dos.txt');
  await ide.reads('two');
  await expect(ide.statusBar.getByText('CRLF')).toBeVisible();
  await ide.typeOver('eins\nzwei\n');
  await ide.save();
  expect(await readFile(join(session.worktree, 'dos.txt'), 'utf8')).toBe('\ufeffeins\r\nzwei\r\n');
});

test('files that the editor can’t hold are named as what they are, and left alone', async ({ ide, openSession }) => {
  const session = await openSession();
  await writeFile(join(session.worktree, 'huge.txt'), 'x'.repeat(6 * 1024 * 1024));
  await writeFile(join(session.worktree, 'latin1.txt'), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]));
  await writeFile(join(session.worktree, 'data.bin'), Buffer.from([0, 1, 2, 3, 0, 255]));
  await ide.open(session);
  await ide.openFromTree('huge.txt');
  await expect(ide.editor.getByText('huge.txt is too large to edit')).toBeVisible();
  await ide.openFromTree('latin1.txt');
  await expect(ide.editor.getByText('latin1.txt is not text')).toBeVisible();
  await ide.openFromTree('data.bin');
  await expect(ide.editor.getByText('data.bin is not text')).toBeVisible();
  const [download] = await Promise.all([ide.page.waitForEvent('download'), ide.button('Download').click()]);
  expect(await readFile(await download.path())).toEqual(Buffer.from([0, 1, 2, 3, 0, 255]));
});

/** What the browser has kept of unsaved text. Whoever leaves before that is asked; a reload by Playwright asks nobody. */
function keptDrafts(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('craftastic');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asking = opening.result.transaction('drafts').objectStore('drafts').getAll();
          asking.onerror = () => reject(asking.error);
          asking.onsuccess = () => {
            opening.result.close();
            resolve(asking.result.map(({ text }) => text));
          };
        };
      }),
  );
}
