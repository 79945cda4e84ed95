import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Bench } from '../support/bench.ts';
import { openBrowser, VIEWPORT } from '../support/browser.ts';
import type { Figure } from '../support/figure.ts';
import { repeat, timed } from '../support/samples.ts';
import { type Installation, install, openSession } from '../support/server.ts';

const TURNS = 10;
/** The first two are switched between, the others are seen once each: at once, or when the cursor has been on them. */
const BRANCHES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const;
/** People look where the cursor is before they press Enter. */
const LOOK_MS = 500;
const NS = 'https://work.example';

const SERVER = `require('node:http')
  .createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Work</title><h1>' + process.argv[2] + '</h1>');
  })
  .listen(0, '127.0.0.1');
`;

export const previewSwitch: Bench = {
  title: 'from a branch chosen in the switcher to its page on the screen',
  notes: [
    'Headless Chromium, local runtime, a small page of a server on loopback: what is measured is the way to it.',
    'From Enter until the page’s heading is visible, polled each frame from outside. Beside it, the same address opened in a tab.',
  ],
  async run(stack) {
    const installation = await install(stack, 'local', { 'serve.cjs': SERVER, 'docs/start.md': '# Start\n' });
    const { client, craftastic, environment } = installation;
    await client.bindings.create({ ns: NS, environmentId: environment.id, path: 'docs', branchPatterns: ['*'] });
    const apps = new Map<string, { sessionId: string; port: number }>();
    for (const branch of BRANCHES) {
      const { id: sessionId } = await openSession(installation, branch);
      apps.set(branch, { sessionId, port: await serve(installation, sessionId, branch) });
    }
    const of = (branch: string) => apps.get(branch) ?? { sessionId: '', port: 0 };
    const key = (branch: string) => `${of(branch).sessionId}:${of(branch).port}`;
    const [first, second] = [of('one'), of('two')];
    for (const { sessionId } of apps.values()) await client.git.push({ sessionId }).then(drained);

    const browser = await openBrowser(stack);
    const context = await browser.newContext({ viewport: VIEWPORT });
    stack.defer(() => context.close());
    const page = await context.newPage();
    await page.goto(craftastic.loginUrl);
    await page.goto(`${craftastic.url}/sessions/${first.sessionId}`);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Preview' }).click();
    await shown(page, 'Preview', 'one', key('one'));

    const app = (branch: string, looked = false) =>
      switchTo(page, { view: 'Preview', branch, key: key(branch), looked });
    const fresh = [await app('two'), await app('three'), await app('four')];
    const looked = [await app('five', true), await app('six', true), await app('seven', true)];
    await app('two');
    await app('one');
    const again = await repeat(TURNS, (turn) => app(turn % 2 === 0 ? 'two' : 'one'));
    const address = await client.previews.open(second);
    const tab = await context.newPage();
    await tab.goto(address.url);
    const inTab = await repeat(TURNS, () =>
      timed(() => tab.goto(address.address).then(() => tab.locator('h1').waitFor())),
    );

    await page.getByRole('radio', { name: 'Content' }).first().click();
    const content = (branch: string, looked = false) => switchTo(page, { view: 'Content', branch, key: null, looked });
    await content('one');
    const freshContent = [await content('two'), await content('three'), await content('four')];
    const lookedContent = [await content('five', true), await content('six', true), await content('seven', true)];
    await content('two');
    await content('one');
    const againContent = await repeat(TURNS, (turn) => content(turn % 2 === 0 ? 'two' : 'one'));
    const pages = await client.previews.openContent({ ns: NS, branch: 'two' });
    await tab.goto(pages.url);
    const contentInTab = await repeat(TURNS, () =>
      timed(() => tab.goto(pages.address).then(() => tab.locator('h1').first().waitFor())),
    );

    const figures: Figure[] = [
      { what: 'app, shown before', unit: 'ms', samples: again, peer: { name: 'in a tab', samples: inTab } },
      { what: 'app, for the first time', unit: 'ms', samples: fresh, peer: { name: 'in a tab', samples: inTab } },
      {
        what: `the same, ${LOOK_MS} ms under the cursor`,
        unit: 'ms',
        samples: looked,
        peer: { name: 'in a tab', samples: inTab },
      },
      {
        what: 'content, shown before',
        unit: 'ms',
        samples: againContent,
        peer: { name: 'in a tab', samples: contentInTab },
      },
      {
        what: 'content, for the first time',
        unit: 'ms',
        samples: freshContent,
        peer: { name: 'in a tab', samples: contentInTab },
      },
      {
        what: `the same, ${LOOK_MS} ms under the cursor`,
        unit: 'ms',
        samples: lookedContent,
        peer: { name: 'in a tab', samples: contentInTab },
      },
    ];
    return figures.map((figure, at) => ({
      ...figure,
      aim: { of: 'figure', is: 'at most', bound: at < 3 ? 300 : 100 },
    }));
  },
};

type View = 'Preview' | 'Content';

/** Milliseconds from Enter in the switcher until the branch's page is visible. */
async function switchTo(
  page: Page,
  { view, branch, key, looked = false }: { view: View; branch: string; key: string | null; looked?: boolean },
): Promise<number> {
  await page.getByRole('button', { name: /^Branches, on/ }).click();
  await page.getByRole('combobox', { name: 'Branches' }).fill(branch);
  await page
    .getByRole('option', { name: new RegExp(`^(shown)? ?${branch}`) })
    .first()
    .waitFor();
  if (looked) await wait(LOOK_MS);
  return timed(async () => {
    await page.keyboard.press('Enter');
    await shown(page, view, branch, key);
  });
}

async function shown(page: Page, view: View, branch: string, key: string | null): Promise<void> {
  const frame = `iframe[title="${view} of ${branch}"]${key === null ? '' : `[data-preview="${key}"]`}:not(.invisible)`;
  await page.locator(frame).contentFrame().locator('h1').first().waitFor();
}

async function serve({ client }: Installation, sessionId: string, name: string): Promise<number> {
  await client.terminals.create({ sessionId, command: `node serve.cjs ${name}` });
  for await (const event of await client.sessions.events({ id: sessionId })) {
    const port = event.type === 'ports' ? event.ports[0]?.port : undefined;
    if (port !== undefined) return port;
  }
  throw new Error('the server hung up');
}

async function drained(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}
