import { AxeBuilder } from '@axe-core/playwright';
import { IdePage } from '../pages/ide.ts';
import { ThingsPage } from '../pages/things.ts';
import { expect, type Page, test } from '../support/test.ts';

// Namespaces are of the whole server, and a server is shared by the tests of a worker.
test.use({ ownServer: true });

const NS = 'https://guide.example';

/** Each would leave a mark that the page can be looked at for. */
const HOSTILE = `# Hostile

<script>document.title = 'stolen'</script>
<img src="x" onerror="document.title = 'stolen'">
<svg onload="document.title = 'stolen'"></svg>
<iframe srcdoc="<script>parent.document.title = 'stolen'</script>"></iframe>
<style>body { display: none }</style>
<form action="/__craftastic/enter"><button>Log in</button></form>

[run](javascript:document.title='stolen') ![beacon](https://evil.example/beacon.png) ![svg](evil.svg)
`;
const MDX = `import steal from './steal.js'

export const title = (document.title = 'stolen')

<Callout tone={(document.title = 'stolen')}>
  Mind the **gap**.
</Callout>

{(document.title = 'stolen')}
`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>document.title = 'stolen'; window.stolen = 1</script></svg>`;

const FILES = {
  'docs/index.md':
    '---\ntitle: Handbook\n---\n# Welcome\n\nSee [the start](./start.md), [a page](./hostile.md) and [parts](./parts.mdx).\n',
  'docs/start.md': '---\ntitle: Start\n---\nFirst steps.\n',
  'docs/hostile.md': HOSTILE,
  'docs/parts.mdx': MDX,
  'docs/steal.js': "document.title = 'stolen'",
  'docs/evil.svg': SVG,
};

/** Opens the preview that a button of the explorer leads to. */
async function preview(page: Page, button: string): Promise<Page> {
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  await tab.waitForURL(/\/\/preview-/);
  return tab;
}

test('a branch’s content is read on a host of its own, and nothing that it says runs there', async ({
  home: { page },
  client,
  craftastic,
  openSession,
}) => {
  const session = await openSession(FILES);
  await client.bindings.create({ ns: NS, environmentId: session.environmentId, path: 'docs' });
  const things = new ThingsPage(page);
  await page.goto(`${craftastic.url}/things?ns=${encodeURIComponent(NS)}`);
  await things.row(/^Handbook/).click();
  const tab = await preview(page, 'Preview Handbook');
  await expect(tab.getByRole('heading', { name: 'Welcome', level: 1 })).toBeVisible();
  expect(new URL(tab.url()).pathname).toBe('/ns/guide.example');
  await expect(tab.getByRole('contentinfo', { name: 'Source' })).toContainText('docs/index.md');

  // Links stay on the host; back and forward are the browser's own.
  await tab.getByRole('link', { name: 'the start' }).click();
  await expect(tab.getByText('First steps.')).toBeVisible();
  await expect(tab).toHaveTitle('Start · guide.example');
  await tab.goBack();

  // Nothing runs, loads from elsewhere or leaves.
  const asked: string[] = [];
  tab.on('request', (request) => asked.push(request.url()));
  const { origin } = new URL(tab.url());
  await tab.getByRole('link', { name: 'a page' }).click();
  await expect(tab.getByRole('heading', { name: 'Hostile' })).toBeVisible();
  await expect(tab.getByRole('article').locator('script, iframe, style, form, button, object, embed')).toHaveCount(0);
  await expect(tab.getByText('run', { exact: true })).not.toHaveAttribute('href', /./);
  await expect(tab).toHaveTitle('Hostile · guide.example');
  await expect(tab.getByRole('img', { name: 'svg' })).toBeVisible();
  await tab.goto(`${origin}/ns/guide.example/parts`);
  await expect(tab.getByText('Mind the gap.')).toBeVisible();
  await expect(tab.getByText('<Callout>')).toBeVisible();
  await expect(tab.getByText("{(document.title = 'stolen')}").last()).toBeVisible();
  await expect(tab).toHaveTitle('parts · guide.example');
  expect(asked.filter((url) => !url.startsWith(origin))).toEqual([]);
  // An SVG that is opened by itself is a document, and still runs nothing.
  await tab.goto(`${origin}/files/evil.svg`);
  await expect(tab).not.toHaveTitle('stolen');
  expect(await tab.evaluate(() => 'stolen' in window)).toBe(false);

  // The preview's page has nothing of the app: neither its cookie nor its API.
  await tab.goto(`${origin}/`);
  await expect(tab.getByRole('heading', { name: 'guide.example', level: 1 })).toBeVisible();
  const stolen = await tab.evaluate(async (app) => {
    const answer = await fetch(`${app}/api/me`, { credentials: 'include' }).then(
      ({ status }) => status,
      () => 'refused',
    );
    return { cookie: document.cookie, answer };
  }, craftastic.url);
  expect(stolen).toEqual({ cookie: '', answer: 'refused' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    for (const path of ['/', '/ns/guide.example', '/ns/guide.example/parts']) {
      await tab.goto(origin + path);
      const { violations } = await new AxeBuilder({ page: tab }).analyze();
      expect(violations).toEqual([]);
    }
  }
});

test('a draft’s page says so and follows each save, where it is scrolled to', async ({
  home: { page },
  context,
  craftastic,
  client,
  openSession,
}) => {
  const long = Array.from({ length: 80 }, (_, at) => `Paragraph ${at}.\n`).join('\n');
  const session = await openSession({ 'docs/index.md': `# Welcome\n\n${long}\n\nThe end.\n` });
  await client.bindings.create({ ns: NS, environmentId: session.environmentId, path: 'docs' });
  const things = new ThingsPage(page);
  const ide = new IdePage(await context.newPage(), craftastic.url);
  await ide.open(session);
  await page.goto(`${craftastic.url}/things?ns=${encodeURIComponent(NS)}`);
  await things.row(/^Welcome/).click();
  await things.switchTo('draft main');
  const tab = await preview(page, 'Preview Welcome');
  await expect(tab.getByRole('note')).toContainText('Draft of the session «main»');
  await tab.getByText('The end.').scrollIntoViewIfNeeded();
  const before = await tab.evaluate(() => window.scrollY);
  expect(before).toBeGreaterThan(0);
  await tab.evaluate(() => {
    document.documentElement.dataset.same = '';
  });

  await ide.openFromTree('docs', 'index.md');
  await ide.reads('Paragraph');
  await ide.typeOver(`# Welcome\n\n${long}\n\nNot the end.\n`);
  await ide.save();
  await expect(tab.getByText('Not the end.')).toBeVisible();
  await expect(tab.getByText('uncommitted', { exact: true })).toHaveCount(1);
  // The same document, scrolled as it was.
  await expect(tab.locator('html')).toHaveAttribute('data-same', '');
  expect(await tab.evaluate(() => window.scrollY)).toBe(before);

  // What the session's owner loses, the page loses.
  await client.sessions.remove({ id: session.id, force: true });
  await expect(tab.getByText('This branch or draft is gone')).toBeVisible();
});
