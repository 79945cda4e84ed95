import { AxeBuilder } from '@axe-core/playwright';
import { HomePage } from '../pages/home.ts';
import { IdePage } from '../pages/ide.ts';
import { signIn, test } from '../support/github-test.ts';
import { expect } from '../support/test.ts';

test('who is on the list signs in, others are told that they are not, and who says no is back where they were', async ({
  page,
  craftastic,
  github,
}) => {
  github.account = { id: 99, login: 'mallory', name: null };
  await signIn(page, craftastic.url);
  await expect(page.getByRole('alert')).toContainText(
    'Your GitHub account is not among those that may use this server.',
  );
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  github.account = { id: 42, login: 'octo-ada', name: 'Ada Lovelace' };
  await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('GitHub was not allowed to tell this server who you are.');

  // Where one was going, one gets to.
  await signIn(page, `${craftastic.url}/things`);
  await expect(page).toHaveURL(`${craftastic.url}/things`);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByText('Logged in as octo-ada')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('42+octo-ada@users.noreply.127.0.0.1');
});

test('a browser that GitHub can’t send back signs in by a code', async ({ page, craftastic, github }) => {
  await page.goto(craftastic.url);
  await page.getByRole('button', { name: 'Use a code from' }).click();
  await expect(page.getByLabel('Code', { exact: true })).toHaveText('WDJB-MJHT');
  await expect(page.getByText('Waiting for GitHub')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  github.approveDevice();
  await expect(page.getByRole('heading', { name: 'Every branch open at once' })).toBeVisible();
});

test('from a repository of one’s own to a pull request with its checks; a revoked token is said, and mended', async ({
  page,
  craftastic,
  github,
}) => {
  await github.createRepository('octo-ada', 'engine', { 'README.md': '# Engine\n' });
  await github.createRepository('octo-ada', 'notes', { 'README.md': '# Notes\n' });
  await signIn(page, craftastic.url);

  await page.getByRole('button', { name: 'Clone a repository' }).click();
  await page.getByRole('tab', { name: 'From GitHub' }).click();
  const repositories = page.getByRole('list', { name: 'Repositories' });
  await expect(repositories.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Search your repositories' }).fill('eng');
  await expect(repositories.getByRole('listitem')).toHaveCount(1);
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Clone octo-ada/engine' }).click();

  const home = new HomePage(page, craftastic.url);
  await expect(home.environment('engine').getByText('No session yet.')).toBeVisible();
  await home.newBranch('engine', 'feature/loom');
  const ide = new IdePage(page, craftastic.url);
  const section = page.getByRole('region', { name: 'GitHub' });
  await expect(section.getByText('Push the branch to open a pull request.')).toBeVisible();
  await ide.sees(/[#$]/);
  await ide.run('echo loom > loom.txt && git add -A && git commit -qm "Add the loom"');
  await expect(ide.commits.getByRole('treeitem', { name: /^Add the loom, / })).toBeVisible();
  await page.getByRole('button', { name: 'Push' }).click();
  await section.getByRole('button', { name: 'Open pull request' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open pull request' });
  await expect(dialog.getByLabel('Title')).toHaveValue('Add the loom');
  await dialog.getByLabel('Description').fill('It weaves.');
  await expect(dialog.getByLabel('Into')).toHaveValue('main');
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await dialog.getByRole('button', { name: 'Open pull request' }).click();
  await expect(section.getByRole('link', { name: '#1 Add the loom' })).toBeVisible();
  const engine = github.repositories.get('octo-ada/engine');
  expect(engine?.pulls).toMatchObject([
    { title: 'Add the loom', body: 'It weaves.', head: 'feature/loom', base: 'main' },
  ]);

  // The commit is Ada's, by the address that GitHub knows.
  engine?.checks.push({ name: 'build', status: 'in_progress', conclusion: null });
  engine?.pulls[0]?.reviews.push({ login: 'grace', state: 'CHANGES_REQUESTED' });
  await section.getByRole('button', { name: 'Ask GitHub again' }).click();
  await expect(section.getByText('1 check running').first()).toBeVisible();
  await expect(section.getByRole('list', { name: 'Reviews' })).toContainText('wants changes');

  github.revokeAll();
  await section.getByRole('button', { name: 'Ask GitHub again' }).click();
  await expect(section.getByText('GitHub no longer accepts your token.')).toBeVisible();
  await section.getByRole('button', { name: 'Reconnect' }).click();
  await expect(page.getByText('no longer accepted')).toBeVisible();
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await page.getByRole('link', { name: 'Reconnect' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await ide.shown();
  await expect(section.getByRole('link', { name: '#1 Add the loom' })).toBeVisible();
});
