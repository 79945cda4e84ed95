import { expect, test } from '../support/test.ts';

const FILES = { 'README.md': '# Shop\n', 'notes.txt': 'one\ntwo\nthree\n' };

test('pull brings the commit of another clone into the open editor', async ({ ide, openSession, commitElsewhere }) => {
  const session = await openSession(FILES);
  await ide.open(session);
  await ide.openFromTree('notes.txt');
  await ide.reads('two');
  await commitElsewhere(session.repository, 'main', { 'notes.txt': 'one\nzwei\nthree\n' }, 'Count in German');

  await ide.button('Fetch').click();
  await expect(ide.git.getByText('0 ahead, 1 behind origin/main')).toBeAttached();
  await ide.pull();
  await ide.reads('zwei');
  await expect(ide.commits.getByText('Count in German')).toBeVisible();
  await expect(ide.git.getByText('0 ahead, 0 behind origin/main')).toBeAttached();
});

test('a rejected push offers to pull first', async ({ ide, openSession, commitElsewhere }) => {
  const session = await openSession(FILES);
  await ide.open(session);
  await ide.run('echo mine > mine.txt && git add . && git commit -q -m "Add mine"');
  await expect(ide.commits.getByText('Add mine')).toBeVisible();
  await commitElsewhere(session.repository, 'main', { 'theirs.txt': 'theirs\n' }, 'Add theirs');

  await ide.push();
  const failed = ide.page.getByRole('region', { name: 'Push failed' });
  await expect(failed.getByRole('alert')).toContainText('Pull first');
  await failed.getByRole('button', { name: 'Pull, then push' }).click();
  await expect.poll(() => session.host('ls-tree', '--name-only', 'main')).toMatch(/mine\.txt\n(?:.*\n)*theirs\.txt/);
  await expect(failed).toHaveCount(0);
});

for (const choice of ['Merge', 'Rebase'] as const) {
  test(`a pull of diverged branches asks, and does ${choice}`, async ({ ide, openSession, commitElsewhere }) => {
    const session = await openSession(FILES);
    await ide.open(session);
    await ide.run('echo mine > mine.txt && git add . && git commit -q -m "Add mine"');
    await expect(ide.commits.getByText('Add mine')).toBeVisible();
    await commitElsewhere(session.repository, 'main', { 'theirs.txt': 'theirs\n' }, 'Add theirs');

    await ide.pull();
    const failed = ide.page.getByRole('region', { name: 'Pull failed' });
    await failed.getByRole('button', { name: choice, exact: true }).click();
    await expect(ide.row('theirs.txt')).toBeVisible();
    const parents = choice === 'Merge' ? 2 : 1;
    await expect.poll(async () => (await session.git('log', '-1', '--format=%P')).split(' ').length).toBe(parents);
    await expect(failed).toHaveCount(0);
  });
}

test('a merge with conflicts is resolved in the panel and in the editor', async ({
  ide,
  openSession,
  commitElsewhere,
}) => {
  const session = await openSession({ 'a.txt': 'base\n', 'b.txt': 'base\n' });
  await ide.open(session);
  await ide.run('echo mine | tee a.txt > b.txt && git commit -qam "Ours"');
  await expect(ide.commits.getByRole('treeitem', { name: /^Ours, / })).toBeVisible();
  await commitElsewhere(session.repository, 'main', { 'a.txt': 'theirs\n', 'b.txt': 'theirs\n' }, 'Theirs');

  await ide.pull();
  await ide.page
    .getByRole('region', { name: 'Pull failed' })
    .getByRole('button', { name: 'Merge', exact: true })
    .click();
  await expect(ide.git.getByText('2 conflicts to resolve.')).toBeVisible();

  await ide.change('a.txt').hover();
  await ide.button('Take theirs for a.txt').click();
  await expect(ide.git.getByText('1 conflict to resolve.')).toBeVisible();

  await ide.openFromTree('b.txt');
  await ide.reads('<<<<<<<');
  await ide.button('Accept all').click();
  await ide.page.getByRole('menuitem', { name: 'Accept all current' }).click();
  await expect(ide.editor.getByText('No conflict is marked any more')).toBeVisible();
  await ide.button('Mark as resolved').click();
  await expect(ide.git.getByText('All conflicts are resolved.')).toBeVisible();
  await ide.button('Continue').click();

  await expect.poll(async () => (await session.git('log', '-1', '--format=%P')).split(' ').length).toBe(2);
  expect(await session.git('show', 'HEAD:a.txt')).toBe('theirs');
  expect(await session.git('show', 'HEAD:b.txt')).toBe('mine');
  await expect(ide.git.getByText('No changes')).toBeVisible();
});

test('a push to a host that lets it wait is cancelled, and goes through when tried again', async ({
  ide,
  page,
  remote,
  openSession,
}) => {
  const session = await openSession(FILES);
  await ide.open(session);
  await ide.run('git commit -q --allow-empty -m "In no hurry"');
  await expect(ide.commits.getByText('In no hurry')).toBeVisible();
  remote.holdUntil(new Promise(() => {}));
  await ide.push();
  await expect(page.getByRole('progressbar', { name: 'Pushing' })).toBeVisible();
  await ide.git.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('progressbar', { name: 'Pushing' })).toHaveCount(0);
  await expect(ide.git.getByText('1 ahead, 0 behind origin/main')).toBeAttached();

  remote.holdUntil(null);
  await ide.push();
  await expect.poll(() => session.host('log', '-1', '--format=%s', 'main')).toBe('In no hurry');
});
