import { AxeBuilder } from '@axe-core/playwright';
import { delivery, publishedWebhooks } from '../../apps/api/test/published-webhooks.ts';
import { ThingsPage } from '../pages/things.ts';
import { expect, test } from '../support/test.ts';

// Ids are of the whole server, and a server is shared by the tests of a worker.
test.use({ ownServer: true });

test('a webhook is set up on the screen, and a push to the other host shows by it', async ({
  page,
  client,
  craftastic,
  openSession,
  commitElsewhere,
  home: _,
}) => {
  const { environmentId, repository } = await openSession({ 'docs/index.md': '# Welcome\n' });
  await client.bindings.create({ ns: 'https://docs.example', environmentId, path: 'docs' });
  await page.goto(`${craftastic.url}/environments/${environmentId}`);
  await expect(page.getByText('not within five minutes')).toBeVisible();
  await page.getByRole('button', { name: 'Set up a webhook' }).click();
  const url = await page.getByLabel('Payload URL', { exact: true }).inputValue();
  const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
  const axe = await new AxeBuilder({ page }).include('main').analyze();
  expect(axe.violations).toEqual([]);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Make a new secret' })).toBeVisible();
  await expect(page.getByLabel('Secret', { exact: true })).toHaveCount(0);

  await commitElsewhere(repository, 'main', { 'docs/news.md': '# News from elsewhere\n' }, 'News');
  const [push] = await publishedWebhooks('push');
  const payload = { ...push, ref: 'refs/heads/main' };
  const answer = await fetch(url, await delivery({ secret, name: 'push', id: 'story', payload }));
  expect(answer.status).toBe(202);
  await page.getByRole('link', { name: 'Things' }).click();
  const things = new ThingsPage(page);
  await things.namespace('docs.example').click();
  await expect(things.row(/^News from elsewhere/)).toBeVisible();

  await page.goto(`${craftastic.url}/environments/${environmentId}`);
  await page.getByRole('button', { name: 'Stop taking webhooks' }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Set up a webhook' })).toBeVisible();
});
