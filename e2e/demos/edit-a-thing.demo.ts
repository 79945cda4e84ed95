import { ThingEditPage } from '../pages/thing-edit.ts';
import { ThingsPage } from '../pages/things.ts';
import { Checkout } from '../support/checkout.ts';
import { ready } from '../support/craftastic.ts';
import { AUTHOR, expect, test } from '../support/test.ts';
import { picture } from './picture.ts';

test.use({
  ownServer: true,
  settings: { CRAFTASTIC_URL: 'http://code.example.com' },
  viewport: { width: 1440, height: 900 },
});

const NS = 'https://docs.example';
const PAGE = `---
title: Returns and refunds
$type: https://schema.org/Article
description: What a customer may send back, until when, and how they get their money.
date: 2026-10-01
audience: [support, sales]
published: true
---

# Returns and refunds

A customer may send back what they bought within **30 days**.

## How a refund is paid

The money goes back the way it came:

- cards within five days,
- vouchers at once,
- invoices with the next one.

See [shipping](./shipping.md) for what the parcel costs.
`;

test('a Thing edited as a form, and an edit that meets another one', async ({ page, craftastic, client, home: _ }) => {
  await client.auth.updateMe(AUTHOR);
  const { id } = await client.environments.create({ name: 'handbook' });
  const environment = await ready(client, id);
  // The address that people see is another one than that of this machine.
  const url = new URL(`/git/${environment.slug}.git`, craftastic.url);
  url.username = 'eve';
  url.password = craftastic.token;
  await using other = await Checkout.of(url.href);
  await other.push({ 'docs/returns.md': PAGE, 'docs/shipping.md': '# Shipping\n', 'docs/index.md': '# Handbook\n' });
  await client.bindings.create({ ns: NS, environmentId: id, path: 'docs', syncMode: 'mirror' });
  await expect.poll(async () => (await client.things.list({ ns: NS })).total).toBe(3);

  const [things, edit] = [new ThingsPage(page), new ThingEditPage(page)];
  const search = new URLSearchParams({ ns: NS, id: `${NS}/returns` });
  await page.goto(`${craftastic.url}/things?${search}`);
  await expect(things.heading('Returns and refunds')).toBeVisible();
  await edit.begin();
  await page.getByLabel('title', { exact: true }).fill('Returns, refunds and exchanges');
  await edit.typeAtEnd('\n## Exchanges\n\nAn exchange costs nothing, and starts the 30 days anew.\n');
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('An exchange costs nothing');
  await picture(page, 'edit-a-thing');

  await edit.save.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('figure')).toContainText('Returns, refunds and exchanges');
  await dialog.getByLabel('Commit message').fill('Say how exchanges work');
  await picture(page, 'edit-a-thing-commit');
  await other.push({
    'docs/returns.md': PAGE.replace('title: Returns and refunds', 'title: Returns')
      .replace('See [shipping]', 'Gift cards are not refunded.\n\nSee [shipping]')
      .concat('\n## Gifts\n\nGifts can be exchanged, not refunded.\n'),
  });
  await dialog.getByRole('button', { name: 'Save' }).click();

  const resolve = page.getByRole('article', { name: /^Resolve / });
  await resolve
    .getByRole('group', { name: 'title' })
    .getByRole('radio', { name: /^Yours/ })
    .check();
  await picture(page, 'edit-a-thing-conflict');
  await resolve.getByRole('button', { name: 'Take both' }).click();
  await resolve.getByRole('button', { name: 'Review and save' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('article', { name: 'Returns, refunds and exchanges' })).toBeVisible();
  expect(await other.show('docs/returns.md')).toContain('## Exchanges');
});
