import { IdePage } from '../pages/ide.ts';
import { ThingsPage } from '../pages/things.ts';
import { Checkout } from '../support/checkout.ts';
import { ready, settled } from '../support/craftastic.ts';
import { AUTHOR, expect, test } from '../support/test.ts';
import { picture } from './picture.ts';

test.use({ ownServer: true, viewport: { width: 1440, height: 900 } });

const NS = 'https://handbook.example';
const RETURNS = `---
title: Returns and refunds
$parent: /
description: What a customer may send back, until when, and how they get their money.
audience: [support, sales]
---

# Returns and refunds

A customer may send back what they bought within **30 days**. Nobody has to say why.

## How a refund is paid

The money goes back the way it came:

| paid by | back within |
| --- | --- |
| card | five days |
| voucher | at once |
| invoice | with the next one |

<Callout tone="warning">
  Gift cards are **never** paid out. See [shipping](./shipping.md) for what the parcel costs.
</Callout>

## What can’t be returned

- opened tea, for [reasons of hygiene](https://example.org/tea)
- what was made to order

## Whom to ask

Whoever is on [support](./support.md) this week.
`;

test('what a session writes is read before any push: in the explorer, and as a page that follows each save', async ({
  page,
  context,
  craftastic,
  client,
  home: _,
}) => {
  await client.auth.updateMe(AUTHOR);
  const { id } = await client.environments.create({ name: 'handbook' });
  const environment = await ready(client, id);
  const url = new URL(`/git/${environment.slug}.git`, craftastic.url);
  url.username = 'eve';
  url.password = craftastic.token;
  await using other = await Checkout.of(url.href);
  await other.push({
    'docs/index.mdx': '# Handbook\n\nHow we work. Begin with [returns](./returns.mdx).\n',
    'docs/returns.mdx': RETURNS.replace('30 days', '14 days').replace('| voucher | at once |\n', ''),
    'docs/shipping.mdx': '# Shipping\n\nA parcel takes two days.\n',
    'docs/support.mdx': '# Support\n\nMonday to Friday.\n',
  });
  await client.bindings.create({ ns: NS, environmentId: id, path: 'docs' });
  const session = await client.sessions.create({
    environmentId: id,
    branch: 'feature/thirty-days',
    base: 'main',
    name: 'Thirty days',
  });
  await settled(client, session.id);
  await expect
    .poll(async () => (await client.things.list({ ns: NS, session: session.id }).catch(() => null))?.total)
    .toBe(4);

  const ide = new IdePage(await context.newPage(), craftastic.url);
  await ide.open(session);
  await ide.openFromTree('docs', 'returns.mdx');
  await ide.reads('14 days');
  await ide.pasteOver(RETURNS);
  await ide.save();

  const things = new ThingsPage(page);
  await page.goto(`${craftastic.url}/things?${new URLSearchParams({ ns: NS, session: session.id })}`);
  await things.row(/^Returns and refunds.*uncommitted/).click();
  await expect(things.heading('Returns and refunds')).toBeVisible();
  await expect(page.getByRole('article').getByText('30 days')).toBeVisible();
  await picture(page, 'draft');

  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Preview Returns and refunds' }).click(),
  ]);
  await tab.setViewportSize({ width: 1280, height: 900 });
  await expect(tab.getByText('30 days')).toBeVisible();
  await picture(tab, 'content-preview');
  await tab.getByRole('banner').getByRole('link', { name: 'handbook.example' }).click();
  await expect(tab.getByRole('region', { name: 'Changed against main' })).toContainText('Returns and refunds');
  await picture(tab, 'content-index');

  // A commit in the terminal is in the draft, and in no branch.
  await ide.run('git commit -qam "Give 30 days" && git log --oneline -1 && echo done $((1))');
  await ide.sees('done 1');
  await expect(page.getByText('Everything is committed.')).toBeVisible();
  await expect(tab.getByText('uncommitted', { exact: true })).toHaveCount(0);
  expect((await client.things.get({ id: `${NS}/returns` })).content).toContain('14 days');
});
