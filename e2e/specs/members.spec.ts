import { AxeBuilder } from '@axe-core/playwright';
import { IdePage } from '../pages/ide.ts';
import { ready, settled } from '../support/craftastic.ts';
import { clientOf, join } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test.use({ ownServer: true });

test('a person is invited, made a member, looks, works, and loses access at once', async ({
  browser,
  home,
  page,
  client,
  craftastic,
}) => {
  const created = await client.environments.create({ name: 'Shop' });
  const { id: environmentId } = await ready(client, created.id);
  const session = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);

  // The owner of the server gives Grace a link to log in with.
  await home.open();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'People' }).click();
  await page.getByLabel('Login of somebody new').fill('grace');
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = await page.getByLabel('Link for grace', { exact: true }).inputValue();
  await page.keyboard.press('Escape');

  const theirs = await browser.newContext();
  const grace = await theirs.newPage();
  await grace.goto(link);
  await expect(grace.getByRole('heading', { level: 1 })).toBeAttached();
  await expect(grace.getByText('Shop')).toHaveCount(0);
  await grace.goto(`${craftastic.url}/sessions/${session.id}`);
  await expect(grace.getByText('There is no such session')).toBeVisible();
  // A link is good for one login.
  await grace.goto(link);
  await expect(grace).toHaveURL(/\/login\?refused/);
  await grace.goto(craftastic.url);

  // Nobody can be added who is not here.
  await page.goto(`${craftastic.url}/environments/${environmentId}`);
  const members = page.getByRole('region', { name: 'Members' });
  await members.getByLabel('Login', { exact: true }).fill('nobody');
  await members.getByRole('button', { name: 'Add member' }).click();
  await expect(members.getByRole('alert')).toContainText('Nobody here has this login.');
  await members.getByLabel('Login', { exact: true }).fill('grace');
  await members.getByRole('combobox', { name: 'Role', exact: true }).click();
  await page.getByRole('option', { name: 'Read' }).click();
  await members.getByRole('button', { name: 'Add member' }).click();
  await expect(members.getByRole('listitem', { name: 'grace' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // It appears on her page by itself; she may look, and is told why she may not do more.
  const card = grace.getByRole('region', { name: 'Shop' });
  await expect(card.getByText('read only')).toBeVisible();
  await expect(card.getByRole('button', { name: 'New session' })).toBeDisabled();
  const ide = new IdePage(grace, craftastic.url);
  await grace.goto(`${craftastic.url}/sessions/${session.id}`);
  await expect(grace.getByText('You may look at this environment, but not change it.')).toBeVisible();
  await ide.openFromTree('README.md');
  await ide.reads('Shop');
  await expect(grace.getByText('No terminals for readers')).toBeVisible();
  await expect(ide.message).toBeDisabled();
  await expect(grace.getByRole('button', { name: 'Push' })).toBeDisabled();
  await expect(grace.getByRole('button', { name: 'New file' })).toBeDisabled();
  const cookies = (await theirs.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const api = clientOf(craftastic, { cookie: cookies });
  await expect(api.files.create({ sessionId: session.id, path: 'x', type: 'file' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });

  // With another role the same page works.
  await members.getByRole('combobox', { name: 'Role of grace' }).click();
  await page.getByRole('option', { name: 'Write' }).click();
  await expect(grace.getByText('You may look at this environment')).toHaveCount(0);
  await expect(ide.message).toBeEnabled();
  await ide.sees(/[#$]/);

  // The environment changes hands, and comes back: by the word of who gets it.
  await members.getByRole('button', { name: 'Make grace the owner' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Offer' }).click();
  await expect(members.getByRole('listitem', { name: 'grace' })).toContainText('offered ownership');
  const another = await theirs.newPage();
  await another.goto(`${craftastic.url}/environments/${environmentId}`);
  const hers = another.getByRole('region', { name: 'Members' });
  await expect(another.getByText('Its owner offers you Shop.')).toBeInViewport();
  expect((await new AxeBuilder({ page: another }).analyze()).violations).toEqual([]);
  await another.getByRole('button', { name: 'Accept' }).click();
  await expect(hers.getByRole('listitem', { name: 'grace' })).toContainText('Owner');
  await hers.getByRole('button', { name: 'Make owner the owner' }).click();
  await another.getByRole('alertdialog').getByRole('button', { name: 'Offer' }).click();
  await expect(hers.getByRole('listitem', { name: 'owner' })).toContainText('offered ownership');
  await another.close();
  await page.reload();
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(members.getByRole('listitem', { name: 'owner' })).toContainText('Owner');

  // Taken away, what is open ends.
  await members.getByRole('button', { name: 'Remove grace' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(members.getByRole('listitem', { name: 'grace' })).toHaveCount(0);
  await expect(grace.getByText('There is no such session')).toBeVisible();
  await grace.goto(craftastic.url);
  await expect(grace.getByRole('region', { name: 'Shop' })).toHaveCount(0);
  await theirs.close();
});

test('what a member commits in a session of theirs is theirs', async ({ craftastic, client }) => {
  const created = await client.environments.create({ name: 'Theirs' });
  const { id: environmentId } = await ready(client, created.id);
  const grace = await join(craftastic, 'grace');
  await client.members.set({ id: environmentId, login: 'grace', role: 'write' });
  await grace.client.auth.updateMe({ name: 'Grace Hopper', email: 'grace@example.com' });
  const { id: sessionId } = await settled(
    grace.client,
    (await grace.client.sessions.create({ environmentId, branch: 'feature/hers', base: 'main' })).id,
  );
  await grace.client.terminals.create({ sessionId, command: 'git commit --allow-empty -m "From the terminal"' });
  await expect(async () => {
    const [commit] = await client.git.log({ sessionId, limit: 1 });
    expect(commit).toMatchObject({ subject: 'From the terminal', authorName: 'Grace Hopper' });
  }).toPass();
});
