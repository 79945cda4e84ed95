import { ready, settled } from '../support/craftastic.ts';
import { signIn, test } from '../support/github-test.ts';
import { clientOf, join } from '../support/people.ts';
import { expect } from '../support/test.ts';
import { picture } from './picture.ts';
import { NOW } from './shop.ts';

test.use({ loggedIn: false, viewport: { width: 1440, height: 900 } });
test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test('signing in, and who may do what', async ({ page, craftastic, client }) => {
  await page.goto(craftastic.url);
  await expect(page.getByRole('link', { name: 'Sign in with GitHub' })).toBeVisible();
  await picture(page, 'login');

  await signIn(page, craftastic.url);
  await expect(page.getByRole('heading', { name: 'Every branch open at once' })).toBeVisible();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ada = clientOf(craftastic, { cookie });
  const { id } = await ready(ada, (await ada.environments.create({ name: 'Engine' })).id);
  for (const [login, role] of [
    ['grace', 'admin'],
    ['linus', 'write'],
    ['margaret', 'read'],
  ] as const) {
    await join(craftastic, login);
    await ada.members.set({ id, login, role });
  }
  expect((await client.people.list()).map(({ login }) => login)).toContain('octo-ada');
  await page.goto(`${craftastic.url}/environments/${id}`);
  const members = page.getByRole('region', { name: 'Members' });
  await members.scrollIntoViewIfNeeded();
  await expect(members.getByRole('listitem')).toHaveCount(4);
  await picture(page, 'members');

  await ada.accessTokens.create({ name: 'Build server', scopes: ['api:read', 'git:read'] });
  await ada.accessTokens.create({
    name: 'Release script',
    scopes: ['git:write'],
    environmentId: id,
    expiresInDays: null,
  });
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Access tokens' }).click();
  await expect(page.getByText('Release script')).toBeVisible();
  await picture(page, 'access-tokens');
});

test('a pull request and its checks, beside the changes', async ({ page, craftastic, github, ide }) => {
  const engine = await github.createRepository('octo-ada', 'engine', { 'README.md': '# Engine\n' });
  await signIn(page, craftastic.url);
  await expect(page.getByRole('heading', { name: 'Every branch open at once' })).toBeVisible();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ada = clientOf(craftastic, { cookie });
  const url = `${github.url}/octo-ada/engine`;
  const { id: environmentId } = await ready(ada, (await ada.environments.create({ url })).id);
  const session = await settled(
    ada,
    (await ada.sessions.create({ environmentId, branch: 'feature/loom', base: 'main' })).id,
  );
  const sessionId = session.id;
  await ada.files.write({ sessionId, path: 'loom.md', text: '# The loom\n\nIt weaves.\n', expectedVersion: null });
  await ada.git.stage({ sessionId, all: true });
  await ada.git.commit({ sessionId, message: 'Add the loom' });
  for await (const _ of await ada.git.push({ sessionId }));
  await ada.github.openPullRequest({ sessionId, title: 'Add the loom', base: 'main' });
  engine.checks.push(
    { name: 'build', status: 'completed', conclusion: 'success' },
    { name: 'test', status: 'in_progress', conclusion: null },
  );
  engine.pulls[0]?.reviews.push({ login: 'grace', state: 'APPROVED' });
  await page.goto(`${craftastic.url}/sessions/${sessionId}`);
  await ide.openFromTree('loom.md');
  await ide.reads('It weaves.');
  await expect(page.getByRole('region', { name: 'GitHub' }).getByText('approved')).toBeVisible();
  await picture(page, 'pull-request');
});
