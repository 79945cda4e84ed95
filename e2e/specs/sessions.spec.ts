import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, REMOTE_TOKEN, test } from '../support/test.ts';

test('a session is stopped and started again with its files', async ({ ide, home, page, openSession }) => {
  const session = await openSession();
  await writeFile(join(session.worktree, 'draft.txt'), 'mine\n');
  const card = home.environment(session.repository);
  await card.getByRole('button', { name: 'Stop main' }).click();
  await expect(card.getByText('Stopped')).toBeVisible();
  await card.getByRole('link', { name: 'main' }).click();
  await page.getByRole('button', { name: 'Start session' }).click();
  await ide.shown();
  await expect(ide.row('draft.txt')).toBeVisible();
});

test('removing a session names the work that would be lost', async ({ home, page, client, openSession }) => {
  const session = await openSession({ 'README.md': '# Shop\n' }, { branch: 'feature/work' });
  await session.git('commit', '-q', '--allow-empty', '-m', 'Not pushed');
  await writeFile(join(session.worktree, 'draft.txt'), 'mine\n');
  await home.environment(session.repository).getByRole('button', { name: 'More for feature/work' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(dialog).toContainText('1 file with uncommitted changes');
  await expect(dialog).toContainText('1 commit not pushed');
  await dialog.getByRole('button', { name: 'Keep session' }).click();
  expect(await client.sessions.list({})).toHaveLength(1);

  await home.environment(session.repository).getByRole('button', { name: 'More for feature/work' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByRole('button', { name: 'Remove anyway' }).click();
  await expect(home.environment(session.repository).getByText('No session yet.')).toBeVisible();
});

test('settings reach the next session: variables, a secret, a setup script that fails first', async ({
  ide,
  home,
  page,
  craftastic,
  openSession,
}) => {
  const devcontainer = JSON.stringify({ containerEnv: { OF_THE_BRANCH: 'yes' } });
  const session = await openSession({ 'README.md': '# Shop\n', '.devcontainer/devcontainer.json': devcontainer });
  await home.environment(session.repository).getByRole('link', { name: session.repository }).click();
  const variable = async (name: string, value: string) => {
    await page.getByRole('button', { name: 'Add variable' }).click();
    await page.getByLabel('Name of new variable').fill(name);
    await page.getByLabel(`Value of ${name}`).fill(value);
  };
  await variable('MODE', 'dev');
  await variable('API_KEY', 'k-12345');
  await page.getByRole('checkbox', { name: 'Secret' }).last().click();
  await page.getByLabel('Setup script').fill('echo "looking for go-on"; test -e /tmp/none-such || test -e go-on');
  await page.getByRole('switch', { name: 'Use the devcontainer.json of a branch' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Settings saved')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Value of MODE')).toHaveValue('dev');
  await expect(page.getByLabel('Value of API_KEY')).toHaveValue('');

  await page.goto(craftastic.url);
  await home.newBranch(session.repository, 'feature/set-up');
  await expect(page.getByText('The setup script ended with code 1.')).toBeVisible();
  await ide.sees('looking for go-on');
  await ide.button('New terminal').click();
  await ide.run('touch go-on');
  await expect(ide.row('go-on')).toBeVisible();
  await ide.button('Run setup again').click();
  await expect(page.getByText('The setup script ended with code 1.')).toHaveCount(0);
  await ide.shown();
  await page
    .getByRole('region', { name: 'Terminal', exact: true })
    .getByRole('tab', { name: /^Terminal/ })
    .click();
  await ide.run('clear; echo "$MODE $OF_THE_BRANCH and $(printf %s "$API_KEY" | wc -c) letters"');
  await ide.sees('dev yes and 7 letters');
});

test('a clone is cancelled, and goes on when tried again', async ({ home, client, remote }) => {
  await remote.createRepository('slow', { 'README.md': '# Slow\n' });
  await client.tokens.create({ origin: remote.origin, username: 'dev', token: REMOTE_TOKEN });
  const gate = Promise.withResolvers<void>();
  remote.holdUntil(gate.promise);
  await home.clone(remote.urlOf('slow'));
  const card = home.environment('slow');
  await expect(card.getByRole('status')).toHaveText('Cloning');
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(card.getByRole('alert')).toContainText('The clone was cancelled.');
  gate.resolve();
  remote.holdUntil(null);
  await card.getByRole('button', { name: 'Try again' }).click();
  await expect(card.getByText('No session yet.')).toBeVisible();
});

test('an address that is wrong is told apart', async ({ home, page, client, remote }) => {
  await client.tokens.create({ origin: remote.origin, username: 'dev', token: REMOTE_TOKEN });
  await home.clone('not an address');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText('not the address of a git repository');
  await dialog.getByLabel('Repository URL').fill(remote.urlOf('none-such'));
  await dialog.getByRole('button', { name: 'Clone', exact: true }).click();
  await expect(home.environment('none-such').getByRole('alert')).toContainText('no such repository');
  await remote.createRepository('empty');
  await home.clone(remote.urlOf('empty'));
  await home.environment('empty').getByRole('button', { name: 'New session' }).click();
  await expect(page.getByText('This repository has no branch yet.')).toBeVisible();
});

test('a new repository is hosted here, and takes a push', async ({ home, ide, client, page }) => {
  await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
  await home.create('Notes');
  await expect(home.environment('Notes').getByText('hosted here')).toBeVisible();
  await home.newBranch('Notes', 'draft');
  await ide.shown();
  await ide.run('git commit -q --allow-empty -m "A thought"');
  await expect(ide.commits.getByText('A thought')).toBeVisible();
  await ide.push();
  await expect(page.getByText('Pushed').first()).toBeVisible();
  await expect(ide.git.getByText('0 ahead, 0 behind origin/draft')).toBeAttached();
});
