import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../support/test.ts';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

test('one hunk of a file is staged and committed, the other stays', async ({ ide, openSession }) => {
  const session = await openSession({ 'long.txt': lines(1, 40) });
  await writeFile(join(session.worktree, 'long.txt'), `first\n${lines(2, 39)}last\n`);
  await ide.open(session);
  await ide.change('long.txt').hover();
  await ide.button('Show hunks of long.txt').click();
  await ide.changes
    .getByRole('button', { name: /^Stage lines \d+ of long\.txt$/ })
    .first()
    .click();
  await expect(ide.changes.getByRole('treeitem', { name: 'Staged, 1 file' })).toBeVisible();
  await ide.commit('Change the first line');
  await expect(ide.commits.getByText('Change the first line')).toBeVisible();
  expect(await session.git('show', 'HEAD:long.txt')).toBe(`first\n${lines(2, 40)}`.trimEnd());
  await expect(ide.change('long.txt')).toHaveCount(1);
});

test('a discard is asked about where git has no copy, and can be undone', async ({ ide, openSession }) => {
  const session = await openSession({ 'a.txt': 'committed\n' });
  await writeFile(join(session.worktree, 'a.txt'), 'changed\n');
  await writeFile(join(session.worktree, 'new.txt'), 'only here\n');
  await ide.open(session);
  const text = (name: string) => readFile(join(session.worktree, name), 'utf8').catch(() => null);

  await ide.change('a.txt').hover();
  await ide.button('Discard a.txt').click();
  await expect.poll(() => text('a.txt')).toBe('committed\n');
  await ide.button('Undo').click();
  await expect.poll(() => text('a.txt')).toBe('changed\n');

  await ide.change('new.txt').hover();
  await ide.button('Discard new.txt').click();
  await ide.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => text('new.txt')).toBeNull();
  await ide.button('Undo').click();
  await expect.poll(() => text('new.txt')).toBe('only here\n');
});

test('a hook that says no is quoted', async ({ ide, openSession }) => {
  const session = await openSession({ 'a.txt': 'committed\n' });
  const hooks = await session.git('rev-parse', '--path-format=absolute', '--git-path', 'hooks');
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, 'pre-commit'), '#!/bin/sh\necho "Tests are red: 3 of 7 failed" >&2\nexit 1\n');
  await chmod(join(hooks, 'pre-commit'), 0o755);
  await writeFile(join(session.worktree, 'a.txt'), 'changed\n');
  await ide.open(session);
  // The commit is asked for while the stage is still on its way: it waits for that.
  const held = Promise.withResolvers<void>();
  await ide.page.route('**/api/git/stage', async (route) => {
    await held.promise;
    await route.continue();
  });
  await ide.stage('a.txt');
  await ide.commit('Try');
  held.resolve();
  const failed = ide.page.getByRole('region', { name: 'Commit failed' });
  await expect(failed.getByRole('alert')).toContainText('the pre-commit hook said no');
  await expect(failed).toContainText('Tests are red: 3 of 7 failed');
  await expect(ide.message).toHaveValue('Try');
});

test('what is done in the terminal shows by itself', async ({ ide, openSession }) => {
  const session = await openSession();
  await ide.open(session);
  await expect(ide.git.getByText('No changes')).toBeVisible();
  await ide.run('echo x > x.txt');
  await expect(ide.change('x.txt, added, untracked').or(ide.change('x.txt'))).toBeVisible();
  await ide.run('git add x.txt && git commit -qm "From the terminal"');
  await expect(ide.commits.getByText('From the terminal')).toBeVisible();
  await expect(ide.git.getByText('No changes')).toBeVisible();
  await ide.run('git switch -q -c other');
  await expect(ide.button('Branch other')).toBeVisible();
});

test('names of every kind are staged and committed', async ({ ide, openSession }) => {
  const session = await openSession({ 'old name.txt': lines(1, 20) });
  await session.git('mv', 'old name.txt', 'new name.txt');
  const names = ['with space.txt', 'it’s "quoted".txt', "o'clock.txt", 'Ünïcödé.txt', '-n', ':(top)'];
  for (const name of names) await writeFile(join(session.worktree, name), 'x\n');
  const bytes = Buffer.concat([Buffer.from(`${session.worktree}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]);
  await writeFile(bytes, 'x\n');
  await ide.open(session);
  await expect(ide.change('new name.txt, renamed, staged')).toContainText('old name.txt');
  for (const name of names) await expect(ide.change(name).first()).toBeVisible();
  await expect(ide.change(/^caf.*\.txt/)).toBeVisible();
  await ide.stage("o'clock.txt");
  await ide.stage('-n');
  await ide.stage(':(top)');
  await expect(ide.changes.getByRole('treeitem', { name: 'Staged, 4 files' })).toBeVisible();
  await ide.button('Stage all').click();
  await expect(ide.changes.getByRole('treeitem', { name: 'Staged, 8 files' })).toBeVisible();
  await ide.commit('Names of every kind');
  await expect(ide.git.getByText('No changes')).toBeVisible();
  expect(await session.git('status', '--porcelain')).toBe('');

  // Through the rename, to what it was called before.
  await ide.fromMenu(ide.row('new name.txt'), 'File history');
  const history = ide.commits.getByRole('treeitem');
  await expect(history).toHaveCount(2);
  await expect(history.first()).toContainText('Names of every kind ← old name.txt');
  await history.last().click();
  await expect(ide.tab(/^old name\.txt .*↔/)).toBeVisible();
  await ide.reads('line 20');
  await ide.button('Show all commits').click();
  await expect(history.first()).not.toContainText('←');
});

test('ten thousand changed files stay usable', async ({ ide, page, openSession }) => {
  const session = await openSession();
  await ide.open(session);
  await ide.run('mkdir many && cd many && seq -f "file-%05g.txt" 1 10000 | xargs touch; cd ..');
  await expect(ide.changes.getByRole('treeitem', { name: /^Untracked, 10,?000 files$/ })).toBeVisible();
  // Only what is seen is drawn.
  expect(await ide.changes.getByRole('treeitem').count()).toBeLessThan(100);
  await ide.changes.focus();
  await page.keyboard.press('End');
  await expect(ide.change('many/file-10000.txt')).toBeVisible();
  await page.keyboard.press(' ');
  await expect.poll(() => session.git('diff', '--cached', '--name-only')).toBe('many/file-10000.txt');
  await page.keyboard.press('Home');
  await expect(ide.changes.getByRole('treeitem', { name: 'Staged, 1 file' })).toBeVisible();
  await ide.button('Stage all').click();
  await expect
    .poll(() => session.git('diff', '--cached', '--name-only').then((text) => text.split('\n').length))
    .toBe(10_000);
});

test('a branch is made and left again, and a change is stashed', async ({ ide, page, openSession }) => {
  const session = await openSession({ 'a.txt': 'committed\n' });
  await ide.open(session);
  await ide.button('Branch main').click();
  await page.getByRole('combobox').fill('feature/new');
  await page.getByRole('option', { name: /feature\/new/ }).click();
  await expect(ide.button('Branch feature/new')).toBeVisible();
  await writeFile(join(session.worktree, 'a.txt'), 'changed\n');
  await expect(ide.change('a.txt')).toBeVisible();
  await ide.button('More git actions').click();
  await page.getByRole('menuitem', { name: 'Stash all changes' }).click();
  await expect(ide.git.getByText('No changes')).toBeVisible();
  await expect(ide.git.getByRole('region', { name: 'Stashes' })).toBeVisible();
});

test('the last commit is amended, and its message comes back to edit', async ({ ide, openSession }) => {
  const session = await openSession({ 'a.txt': 'committed\n' });
  await session.git('commit', '-q', '--allow-empty', '-m', 'Wrog message');
  await ide.open(session);
  await ide.git.getByRole('checkbox', { name: 'Amend the last commit' }).click();
  await expect(ide.message).toHaveValue('Wrog message');
  await ide.commit('Right message');
  await expect(ide.commits.getByText('Right message')).toBeVisible();
  expect(await session.git('log', '-1', '--format=%s')).toBe('Right message');
  await expect(ide.commits.getByText('Wrog message')).toHaveCount(0);
});

test('a submodule is one line, staged and committed by its commit', async ({ ide, openSession }) => {
  const session = await openSession();
  await ide.open(session);
  await ide.run(
    'git init -q library && git -C library commit -q --allow-empty -m "A library" && git -c advice.addEmbeddedRepo=false add library && git commit -q -m "Add a library"',
  );
  await expect(ide.commits.getByText('Add a library')).toBeVisible();
  await ide.run('git -C library commit -q --allow-empty -m "A newer library"');
  const line = ide.change(/^library, modified/);
  await expect(line).toContainText('submodule');
  await ide.stage('library');
  await ide.commit('Take the newer library');
  await expect(ide.git.getByText('No changes')).toBeVisible();
  expect(await session.git('ls-tree', 'HEAD', 'library')).toContain('160000 commit');
});
