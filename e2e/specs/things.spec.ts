import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { ThingsPage } from '../pages/things.ts';
import { ready } from '../support/craftastic.ts';
import { expect, test } from '../support/test.ts';

const run = promisify(execFile);
const IDENTITY = ['-c', 'user.name=Grace Hopper', '-c', 'user.email=grace@example.com'];

const page = (title: string, body: string) => `---\ntitle: ${title}\n$type: https://schema.org/Article\n---\n${body}\n`;

// Ids are of the whole server, and a server is shared by the tests of a worker.
test.use({ ownServer: true });

test('from a plain git push to a Thing, branch by branch', async ({
  home: { page: browser },
  client,
  craftastic,
}, info) => {
  const made = await client.environments.create({ name: 'Handbook' });
  const environment = await ready(client, made.id);
  const clone = info.outputPath('clone');
  const url = new URL(environment.repositoryUrl);
  url.username = 'grace';
  url.password = craftastic.token;
  await run('git', ['clone', '-q', url.href, clone]);
  const push = async (files: Record<string, string>, message: string) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(clone, path, '..'), { recursive: true });
      await writeFile(join(clone, path), text);
    }
    await run('git', [...IDENTITY, '-C', clone, 'add', '--all']);
    await run('git', [...IDENTITY, '-C', clone, 'commit', '-q', '-m', message]);
    await run('git', [...IDENTITY, '-C', clone, 'push', '-q', 'origin', 'HEAD']);
  };
  const things = new ThingsPage(browser);

  await push({ 'docs/index.md': page('Handbook', '# Welcome\n\nSee [the start](./start.md).') }, 'Begin');
  await browser.getByRole('link', { name: 'Things' }).click();
  await things.bind('docs.example', '/docs/');
  await things.row(/^Handbook/).click();
  await expect(things.heading('Welcome')).toBeVisible();

  // A push shows by itself, with its commit.
  const hostile = '<img src="x" onerror="document.title=1"><script>document.title = 1</script>';
  await push(
    { 'docs/start.md': page('Start', `# First steps\n\n${hostile}\n\nBack to [the handbook](index.md).`) },
    'Start',
  );
  await things.row(/^Start/).click();
  await expect(things.heading('First steps')).toBeVisible();
  const { stdout: head } = await run('git', ['-C', clone, 'rev-parse', '--short=7', 'HEAD']);
  await expect(browser.getByRole('region', { name: 'Source' })).toContainText(head.trim());
  await expect(browser.getByRole('article').locator('script, img')).toHaveCount(0);
  await browser.getByRole('link', { name: 'the handbook' }).click();
  await expect(things.heading('Welcome')).toBeVisible();

  // MDX is shown as it is written, its components as boxes; nothing of it runs.
  await push(
    {
      'docs/chart.mdx': `${page('Chart', '\n## Numbers\n\n<Chart kind="bar">\n\nSee [the start](start.md).\n\n</Chart>')}`,
    },
    'Chart',
  );
  await browser.keyboard.press('/');
  await browser.keyboard.type('chart');
  await things.row(/^Chart/).click();
  await browser.getByLabel('Search Things').fill('');
  await expect(browser.getByRole('article').getByText('<Chart>')).toBeVisible();
  await expect(browser.getByRole('article').getByText('kind="bar"')).toBeVisible();
  await browser.getByRole('article').getByRole('link', { name: 'the start' }).click();
  await expect(things.heading('First steps')).toBeVisible();

  // A branch, and what it changes.
  await run('git', ['-C', clone, 'switch', '-q', '-c', 'feature/x']);
  await push({ 'docs/start.md': page('Start here', '# First steps'), 'docs/new.md': page('New', 'New.') }, 'Change');
  await things.switchTo('feature/x');
  await things.show('Changes');
  await expect(browser.getByRole('figure', { name: 'title' })).toContainText('Start here');
  await expect(browser.getByRole('listitem').filter({ hasText: '/new' })).toContainText('added');

  // Broken frontmatter: the place, and the last good Thing.
  await run('git', ['-C', clone, 'switch', '-q', 'main']);
  await push({ 'docs/start.md': '---\ntitle: [Start\nname: b\n---\n# Broken\n' }, 'Break it');
  await things.switchTo('main');
  await things.show('Problems');
  const problem = browser.getByRole('list', { name: 'Problems' }).getByRole('button');
  await expect(problem).toContainText(/docs\/start\.md · line \d/);
  await things.show('Things');
  await things.row(/^Start/).click();
  await expect(things.heading('First steps')).toBeVisible();
  await expect(browser.getByText('the last good version is shown')).toBeVisible();

  // The past: as readers had it at the first commit, what has come since, and its page.
  await things.asOf('Begin');
  await expect(browser.getByText('As of', { exact: false }).first()).toBeVisible();
  await expect(things.row(/^Start/)).toHaveCount(0);
  await expect(browser).toHaveURL(/[?&]at=[0-9a-f]{40}/);
  await expect(browser.getByRole('button', { name: 'Resync' })).toHaveCount(0);
  await things.show('Since then');
  await expect(browser.getByRole('listitem').filter({ hasText: '/start' })).toContainText('added');
  await things.show('Files');
  const files = browser.getByRole('listbox', { name: 'Files' });
  await expect(files.getByRole('option', { name: 'start.md' })).toHaveCount(0);
  await files.getByRole('option', { name: 'index.md' }).click();
  await expect(browser.getByRole('textbox', { name: 'Text of index.md' })).toHaveValue(/Welcome/);
  await expect(browser).toHaveURL(/[?&]at=[0-9a-f]{40}/);
  await things.show('Things');
  const popup = browser.waitForEvent('popup');
  await browser.getByRole('button', { name: 'Preview main' }).click();
  const preview = await popup;
  await expect(preview.getByText('As it was')).toBeVisible();
  await preview.getByRole('link', { name: 'Handbook' }).click();
  await expect(preview.getByRole('heading', { name: 'Welcome' })).toBeVisible();
  // What the link leads to is not there yet.
  await expect(preview.getByRole('link', { name: 'the start' })).toHaveCount(0);
  await preview.close();
  await browser.getByRole('button', { name: 'Back to now' }).click();
  await things.row(/^Start/).click();

  // An older version, then the log.
  await browser.getByRole('tab', { name: 'JSON-LD' }).click();
  await expect(browser.getByRole('tabpanel')).toContainText('"$type": "https://schema.org/Article"');
  await things.show('Events');
  const log = browser.getByRole('list', { name: 'Event log' });
  await expect(log).toContainText('push to main');
  await browser.getByLabel('Filter events').fill('new.md');
  await expect(log.getByRole('listitem')).toHaveCount(1);
  await expect(log).toContainText('feature/x');
  await browser.getByLabel('Filter events').fill('');
  // What happens while it is paused is counted, and there afterwards.
  await browser.getByRole('button', { name: 'Pause' }).click();
  await push({ 'docs/late.md': page('Late', 'Late.') }, 'Be late');
  await expect(browser.getByText(/^Paused, \d new$/)).toBeVisible();
  await expect(log).not.toContainText('Be late');
  await browser.getByRole('button', { name: 'Resume' }).click();
  await expect(log).toContainText('Be late');

  // From the problem to its line, in a session of the branch that has the pushed file.
  await things.show('Problems');
  await problem.click();
  await browser.getByRole('button', { name: 'Open session' }).click();
  await expect(browser.getByRole('tab', { name: 'start.md' })).toBeVisible();
  await expect(browser.locator('.monaco-editor').getByText('# Broken')).toBeVisible();

  // From a heading to its line.
  await browser.goBack();
  await things.show('Things');
  await things.row(/^Chart/).click();
  await browser.getByRole('button', { name: 'Go to the line of «Numbers»' }).click();
  await expect(browser.getByRole('tab', { name: 'chart.mdx' })).toBeVisible();
  await expect(browser.getByText('Ln 6, Col 1')).toBeVisible();
});

test('bindings are made, changed and removed; one is a part of another', async ({
  home: { page: browser },
  client,
}) => {
  await ready(client, (await client.environments.create({ name: 'Handbook' })).id);
  const things = new ThingsPage(browser);
  await browser.getByRole('link', { name: 'Things' }).click();
  await things.bind('parent.example', '');
  await expect(browser.getByRole('heading', { name: 'parent.example' })).toBeVisible();
  await things.bind('child.example', 'child', { parent: 'https://parent.example' });
  await expect(things.namespace('child.example')).toHaveAttribute('aria-level', '2');
  await expect(browser.getByText('No Things', { exact: true })).toBeVisible();

  await things.bind('child.example', 'other');
  await expect(browser.getByText('This namespace is bound already.')).toBeVisible();
  await browser.keyboard.press('Escape');

  await browser.getByRole('button', { name: 'More for child.example' }).click();
  await browser.getByRole('menuitem', { name: 'Change binding' }).click();
  await browser.getByLabel('Content patterns').fill('*.yaml\n!drafts/**');
  await browser.getByRole('button', { name: 'Save' }).click();
  await expect(browser.getByRole('dialog')).toHaveCount(0);
  const changed = await client.bindings.get({ ns: 'https://child.example' });
  expect(changed.contentPatterns).toEqual(['*.yaml', '!drafts/**']);
  const { violations } = await new AxeBuilder({ page: browser }).analyze();
  expect(violations).toEqual([]);

  await browser.getByRole('button', { name: 'More for child.example' }).click();
  await browser.getByRole('menuitem', { name: 'Remove binding' }).click();
  await browser.getByRole('button', { name: 'Remove binding' }).click();
  await expect(things.namespace('child.example')).toHaveCount(0);
  await browser.getByRole('link', { name: 'Environments' }).click();
  await expect(browser.getByRole('heading', { name: 'Environments' })).toBeVisible();
});
