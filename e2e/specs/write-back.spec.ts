import { AxeBuilder } from '@axe-core/playwright';
import type { Environment } from '@craftastic/contract/environments';
import type { Page } from '@playwright/test';
import { ThingEditPage } from '../pages/thing-edit.ts';
import { ThingsPage } from '../pages/things.ts';
import { Checkout } from '../support/checkout.ts';
import { type Client, type Craftastic, ready } from '../support/craftastic.ts';
import { join } from '../support/people.ts';
import { AUTHOR, expect, test } from '../support/test.ts';

const NS = 'https://docs.example';
const HELLO = `---
title: "Hello"   # in quotes
$type: https://schema.org/Article
tags: [a, b]
authors:
  - name: Ada   # first
    since: 1815
draft: true
---

# Hello

First line.

Last line.
`;

// Ids are of the whole server, and a server is shared by the tests of a worker.
test.use({ ownServer: true });

/** A namespace with one Thing, and the repository as somebody else has it. */
async function scene(client: Client, craftastic: Craftastic) {
  const environment = await ready(client, (await client.environments.create({ name: 'Handbook' })).id);
  const other = await Checkout.ofHosted(environment, craftastic.token);
  await other.push({ 'docs/hello.md': HELLO });
  await client.bindings.create({
    ns: NS,
    environmentId: environment.id,
    path: 'docs',
    branchPatterns: ['edit/*'],
    syncMode: 'mirror',
  });
  return { environment, other };
}

async function open(browser: Page, craftastic: Craftastic, id = `${NS}/hello`) {
  await browser.goto(`${craftastic.url}/things?ns=${encodeURIComponent(NS)}&id=${encodeURIComponent(id)}`);
  return { things: new ThingsPage(browser), edit: new ThingEditPage(browser) };
}

test('a Thing is edited, and the edit is a commit', async ({ home: { page: browser }, client, craftastic }) => {
  const { other } = await scene(client, craftastic);
  await using _checkout = other;
  const { things, edit } = await open(browser, craftastic);
  await expect(things.heading('Hello')).toBeVisible();

  await edit.begin();
  await expect(edit.save).toBeDisabled();
  await browser.getByLabel('title', { exact: true }).fill('Hello, world');
  await browser.getByLabel('draft', { exact: true }).click();
  await browser.getByLabel('tags', { exact: true }).fill('a\nb\nnew one');
  await browser.getByRole('button', { name: 'Add to authors' }).click();
  await browser.getByRole('group', { name: 'authors 2' }).getByLabel('name', { exact: true }).fill('Bob');
  await edit.addField('pages', 'Number');
  await browser.getByLabel('pages', { exact: true }).fill('twelve');
  await expect(browser.getByText('This is not a number.')).toBeVisible();
  await expect(edit.save).toBeDisabled();
  await browser.getByLabel('pages', { exact: true }).fill('12');
  await edit.typeAtEnd('\nA **new** line.');
  // The page follows what is typed.
  await expect(browser.getByRole('region', { name: 'Preview' }).locator('strong')).toHaveText('new');
  const { violations } = await new AxeBuilder({ page: browser }).exclude('.monaco-editor').analyze();
  expect(violations).toEqual([]);

  // It is here after a reload, and asks before it is left.
  await expect(browser.getByText('Not saved')).toBeVisible();
  await expect.poll(() => edit.isKept(`${NS} main ${NS}/hello`, 'A **new** line.')).toBe(true);
  await browser.reload();
  await expect(browser.getByText('Your edit from an earlier visit is back.')).toBeVisible();
  await expect(browser.getByLabel('title', { exact: true })).toHaveValue('Hello, world');
  await browser.getByRole('button', { name: 'Close', exact: true }).click();
  await browser.getByRole('alertdialog').getByRole('button', { name: 'Stay' }).click();

  // A login that runs out meanwhile leads back to it.
  await browser.context().clearCookies();
  await edit.save.click();
  await browser.getByLabel('Access token').fill(craftastic.token);
  await browser.getByRole('button', { name: 'Log in', exact: true }).click();
  await expect(browser.getByLabel('title', { exact: true })).toHaveValue('Hello, world');

  // Another tab has an edit of the same Thing, which the save of this one leaves alone.
  const tab = await browser.context().newPage();
  const { edit: tabEdit } = await open(tab, craftastic);
  await tabEdit.begin();
  await tab.getByLabel('title', { exact: true }).fill('In a tab');
  await expect.poll(() => tabEdit.isKept(`${NS} main ${NS}/hello`, 'In a tab')).toBe(true);

  await edit.save.click();
  const dialog = browser.getByRole('dialog', { name: 'Save as a commit' });
  await expect(dialog.getByRole('figure')).toContainText('title: "Hello, world"   # in quotes');
  await dialog.getByLabel('Commit message').fill('Greet the world');
  await dialog.getByRole('button', { name: 'Save' }).click();
  // Nobody has said yet who they are.
  const who = dialog.getByRole('region', { name: 'Who you are' });
  await who.getByLabel('Your name').fill(AUTHOR.name);
  await who.getByLabel('Your e-mail').fill(AUTHOR.email);
  await who.getByRole('button', { name: 'Save and go on' }).click();

  await expect(browser.getByRole('article', { name: 'Hello, world' })).toBeVisible();
  await expect(things.heading('Hello')).toBeVisible();
  await expect(browser.getByText('A new line.')).toBeVisible();
  await other.git('fetch', '-q');
  const [commit = '', author, subject] = (
    await other.git('log', '-1', '--format=%h%n%an <%ae>%n%s', 'origin/main')
  ).split('\n');
  expect([author, subject]).toEqual([`${AUTHOR.name} <${AUTHOR.email}>`, 'Greet the world']);
  await expect(browser.getByRole('region', { name: 'Source' })).toContainText(commit.slice(0, 7));
  await expect(browser.getByRole('region', { name: 'Source' })).toContainText('edited here');
  expect(await other.show('docs/hello.md')).toBe(
    HELLO.replace('"Hello"', '"Hello, world"')
      .replace('[a, b]', '[a, b, new one]')
      .replace('since: 1815\n', 'since: 1815\n  - name: Bob\n')
      .replace('draft: true', 'draft: false\npages: 12')
      .concat('\nA **new** line.'),
  );

  await tab.reload();
  await expect(tab.getByLabel('title', { exact: true })).toHaveValue('In a tab');
  await expect(tab.getByText('Git has a newer version.')).toBeVisible();
});

test('what both changed is chosen, part by part', async ({ home: { page: browser }, client, craftastic }) => {
  await client.auth.updateMe(AUTHOR);
  const { other } = await scene(client, craftastic);
  await using _checkout = other;
  const { things, edit } = await open(browser, craftastic);
  await edit.begin();
  await browser.getByLabel('title', { exact: true }).fill('Mine');
  await edit.typeAtEnd('My line.');
  await other.push({
    'docs/hello.md': HELLO.replace('"Hello"', '"Theirs"')
      .replace('Last line.\n', 'Last line.\nTheir line.\n')
      .replace('First', 'Very first'),
  });
  await expect(browser.getByText('Git has a newer version.')).toBeVisible();
  await edit.save.click();
  await browser.getByRole('dialog').getByRole('button', { name: 'Save' }).click();

  // Both sides are kept, over a reload.
  const resolve = browser.getByRole('article', { name: 'Resolve docs/hello.md' });
  await expect(resolve.getByText('2 choices to make')).toBeVisible();
  await browser.reload();
  await resolve.getByRole('button', { name: 'Decide later' }).click();
  await expect(browser.getByText('1 edit of yours could not be merged, and is kept.')).toBeVisible();
  await expect(browser.getByRole('region', { name: 'Source' })).toContainText('in conflict');
  await browser.getByRole('button', { name: 'Resolve your edit' }).click();
  await resolve.getByRole('group', { name: 'title' }).getByRole('radio', { name: 'Yours Mine' }).check();
  await resolve.getByRole('region', { name: 'Part 1 of the body' }).getByRole('button', { name: 'Take both' }).click();
  await expect(resolve.getByRole('region', { name: 'Result' })).toContainText('My line.');
  const { violations } = await new AxeBuilder({ page: browser }).analyze();
  expect(violations).toEqual([]);
  await resolve.getByRole('button', { name: 'Review and save' }).click();
  await browser.getByRole('dialog').getByRole('button', { name: 'Save' }).click();

  await expect(browser.getByRole('article', { name: 'Mine' })).toBeVisible();
  await expect(things.heading('Hello')).toBeVisible();
  await expect(browser.getByText('could not be merged')).toHaveCount(0);
  const text = await other.show('docs/hello.md');
  expect(text).toContain('title: "Mine"   # in quotes');
  expect(text).toContain('Very first line.');
  expect(text).toMatch(/My line\.\n[\s\S]*Their line\.\n/);
});

test('a protected branch takes no edit; a new branch does', async ({ home: { page: browser }, client, craftastic }) => {
  await client.auth.updateMe(AUTHOR);
  const { environment, other } = await scene(client, craftastic);
  await using _checkout = other;
  await lock(client, environment);
  const { things, edit } = await open(browser, craftastic);
  await edit.begin();
  await browser.getByLabel('title', { exact: true }).fill('On a branch');
  await edit.save.click();
  const dialog = browser.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('main is locked');
  await expect(dialog.getByLabel('Name of the new branch')).toHaveValue('edit/hello');
  await dialog.getByRole('button', { name: 'Save' }).click();

  await expect(browser.getByRole('article', { name: 'On a branch' })).toBeVisible();
  await expect(browser.getByRole('button', { name: 'Branch edit/hello' })).toBeVisible();
  await things.show('Changes');
  await expect(browser.getByRole('figure', { name: 'title' })).toContainText('On a branch');
  await other.git('fetch', '-q');
  expect(await other.git('diff', '--stat', 'origin/main', 'origin/edit/hello')).toContain('1 file changed');
});

test('a new Thing, and one that is deleted', async ({ home: { page: browser }, client, craftastic }) => {
  await client.auth.updateMe(AUTHOR);
  const { other } = await scene(client, craftastic);
  await using _checkout = other;
  const { things, edit } = await open(browser, craftastic);
  await expect(browser.getByRole('button', { name: 'New Thing' })).toBeVisible();
  await browser.keyboard.press('ControlOrMeta+Shift+P');
  await browser.getByRole('combobox').fill('New Thing');
  await browser.keyboard.press('Enter');
  const dialog = browser.getByRole('dialog', { name: 'New Thing' });
  await dialog.getByLabel('Title').fill('Getting started');
  await expect(dialog.getByLabel('File')).toHaveValue('getting-started.md');
  await dialog.getByLabel('File').fill('guides/getting-started.md');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(browser.getByRole('article', { name: 'Edit Getting started' })).toBeVisible();
  expect(await other.show('docs/guides/getting-started.md')).toBe(
    '---\ntitle: Getting started\n---\n\n# Getting started\n',
  );
  await browser.getByRole('button', { name: 'Close', exact: true }).click();

  await expect(things.row(/^Getting started/)).toBeVisible();
  await browser.getByRole('button', { name: 'Move or rename' }).click();
  const moving = browser.getByRole('dialog', { name: 'Move Getting started' });
  await expect(moving.getByRole('button', { name: 'Move' })).toBeDisabled();
  await moving.getByLabel('File').fill('start.md');
  await moving.getByRole('button', { name: 'Move' }).click();
  await expect(browser.getByRole('region', { name: 'Source' })).toContainText('docs/start.md');
  await expect(things.row(/^Getting started/)).toContainText('/start');
  await browser.getByRole('button', { name: 'Delete Thing' }).click();
  await browser.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(browser.getByText('Choose a Thing')).toBeVisible();
  await expect(things.row(/^Getting started/)).toHaveCount(0);
  await expect(other.show('docs/start.md')).rejects.toThrow();
  await expect(edit.button).toBeHidden();
});

test('a namespace that only follows git says how to change that; who may only read is offered no edit', async ({
  browser: chromium,
  home: { page: browser },
  client,
  craftastic,
}) => {
  const { environment, other } = await scene(client, craftastic);
  await using _checkout = other;
  const grace = await join(craftastic, 'grace');
  await client.members.set({ id: environment.id, login: 'grace', role: 'read' });
  const context = await chromium.newContext();
  const [name = '', value = ''] = grace.cookie.split('=');
  await context.addCookies([{ name, value, url: craftastic.url }]);
  const theirs = await context.newPage();
  const { things, edit: theirEdit } = await open(theirs, craftastic);
  await expect(things.heading('Hello')).toBeVisible();
  await expect(theirs.getByText('read only')).toBeVisible();
  await expect(theirs.getByText('Mirror: Edits here are commits')).toBeVisible();
  for (const button of ['New Thing', 'Delete Thing', 'Resync', 'More for docs.example', 'Bind a folder'])
    await expect(theirs.getByRole('button', { name: button })).toHaveCount(0);
  await expect(theirEdit.button).toHaveCount(0);
  await client.members.set({ id: environment.id, login: 'grace', role: 'write' });
  await expect(theirEdit.button).toBeEnabled();
  await context.close();

  await client.bindings.update({ ns: NS, syncMode: 'pull' });
  const { edit } = await open(browser, craftastic);
  await expect(edit.button).toBeDisabled();
  await expect(browser.getByText('Pull: Things follow git')).toBeVisible();
  await expect(browser.getByText('only takes in what is pushed to git')).toBeVisible();
  await expect(browser.getByRole('button', { name: 'New Thing' })).toHaveCount(0);
});

async function lock(client: Client, { id, refRules }: Environment): Promise<void> {
  await client.environments.update({ id, refRules: { ...refRules, lockedBranches: ['main'] } });
}
