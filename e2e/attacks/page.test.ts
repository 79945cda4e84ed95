/** What a repository or a program shows in the page, in real Chromium, against whoever looks at it. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, vi } from 'vitest';
import { IdePage } from '../pages/ide.ts';
import { ThingsPage } from '../pages/things.ts';
import { LAUNCH_OPTIONS } from '../support/chromium.ts';
import { type Attack, playAll } from './support/attack.ts';
import { type CanaryServer, startCanaryServer } from './support/canary-server.ts';
import { type Ground, openGround, type Target } from './support/ground.ts';

const NS = 'https://hostile.example';

/** `WIN` is a script that wins: it sets a mark in the page, and calls the canary. */
const BODIES: [string, string][] = [
  ['script.md', '<script>WIN</script>'],
  ['image.md', '<img src=x onerror="WIN">'],
  ['svg.md', '<svg onload="WIN"><script>WIN</script></svg>'],
  ['link.md', '[press](javascript:WIN) <a href="javascript:WIN" id=press>press</a> [press]( java&#10;script:WIN)'],
  ['data.md', '[press](data:text/html,<script>WIN</script>)'],
  [
    'frame.md',
    '<iframe srcdoc="<script>parent.WIN</script>"></iframe><object data="data:text/html,<script>WIN</script>"></object>',
  ],
  [
    'style.md',
    '<style>@import url(CANARY/style); body { background: url(CANARY/background) }</style><p style="background:url(CANARY/inline)">x</p>',
  ],
  [
    'form.md',
    '<form action="CANARY/form"><button id=press>press</button></form><meta http-equiv=refresh content="0;url=CANARY/refresh">',
  ],
  ['base.md', '<base href="CANARY/">[press](relative)'],
  [
    'template.md',
    '<template><img src=x onerror="WIN"></template><math><mtext><table><mglyph><style><img src=x onerror="WIN">',
  ],
  ['code.mdx', '{(() => { WIN })()}\n\nexport const x = (() => { WIN })()\n\n<img src="x" onError={() => { WIN }} />'],
  ['import.mdx', 'import x from "CANARY/module.js"\n\n<X onClick={() => { WIN }}>press</X>'],
  ['title.md', '# <img src=x onerror="WIN">'],
];

let ground: Ground;
let canary: CanaryServer;
let browser: Browser;
let page: Page;
let target: Target;

const filled = (text: string) =>
  text
    .replaceAll('WIN', `window.__won=1;fetch('http://127.0.0.1:${canary.port}/won')`)
    .replaceAll('CANARY', `http://127.0.0.1:${canary.port}`);

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="WIN"><script>WIN</script><image href="CANARY/svg"/><text>x</text></svg>';

beforeAll(async () => {
  ground = await openGround();
  canary = await startCanaryServer('127.0.0.1');
  const front = (name: string) =>
    `---\ntitle: ${JSON.stringify(`${name} <img src=x onerror="${filled('WIN')}">`)}\n---\n`;
  target = await ground.target({
    'README.md': '# Target\n',
    'picture.svg': filled(PICTURE),
    ...Object.fromEntries(BODIES.map(([name, body]) => [`docs/${name}`, `${front(name)}${filled(body)}\n`])),
  });
  await ground.client.bindings.create({
    ns: NS,
    environmentId: target.environmentId,
    path: 'docs',
    defaultBranch: 'main',
  });
  await vi.waitFor(
    async () => {
      if ((await ground.client.bindings.get({ ns: NS })).syncStatus === 'pending') throw new Error('not yet');
    },
    { timeout: 60_000, interval: 200 },
  );
  browser = await chromium.launch(LAUNCH_OPTIONS);
  page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(ground.craftastic.loginUrl);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await canary?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
}, 120_000);

const marked = () => page.evaluate(() => '__won' in window);
const won = async () => ((await marked()) ? 'its script ran in our page' : null) ?? canary.take();

const bodies: Attack<Ground>[] = BODIES.map(([name]) => ({
  name: `a document like ${name}`,
  wins: 'the page of whoever reads it, and all that they may do',
  play: async () => {
    await page.goto(`${ground.craftastic.url}/things?ns=${encodeURIComponent(NS)}`);
    const things = new ThingsPage(page);
    await things.row(new RegExp(`^${name.replace('.', '\\.')}`)).click();
    const article = page.getByRole('article');
    await article.waitFor();
    for (const press of await article.getByText('press').all()) {
      // A link of another site opens elsewhere, by the person's own will; what is asked here is what ours does by itself.
      // Such a link may also stand in the text that has the word, where the press would meet it.
      const leadsAway = await press
        .evaluate(
          (element) => element.closest('a[href^=http]') !== null || element.querySelector('a[href^=http]') !== null,
        )
        .catch(() => true);
      if (!leadsAway) await press.click({ timeout: 2000 }).catch(() => {});
    }
    return won();
  },
}));

const picture: Attack<Ground> = {
  name: 'a picture with a script, in the editor',
  wins: 'the page of whoever opens it',
  play: async () => {
    const ide = new IdePage(page, ground.craftastic.url);
    await ide.open({ id: target.sessionId });
    await ide.quickOpen('picture.svg');
    await page.getByRole('tab', { name: /picture\.svg/ }).waitFor();
    return won();
  },
  control: async () => {
    // The same file as a page of its own, which nothing of ours ever serves it as.
    const other = await browser.newPage();
    await other.route('**/picture.svg', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: filled(PICTURE) }),
    );
    await other.goto('http://picture.example/picture.svg');
    const ran = await other.waitForFunction(() => '__won' in window).then(() => 'its script ran');
    await other.close();
    return ran;
  },
};

/** As a program prints them. */
const SEQUENCES: [string, string, string][] = [
  ['a title with markup', '\\033]0;<img src=x onerror=WIN>\\007\\033]2;<script>WIN</script>\\007', 'the page'],
  ['a link to a script (OSC 8)', '\\033]8;;javascript:WIN\\033\\\\press\\033]8;;\\033\\\\', 'the page'],
  ['a question for the clipboard (OSC 52)', '\\033]52;c;?\\007', 'what somebody has copied'],
  ['a question for the title (CSI 21 t)', '\\033]0;; touch /workspace/typed #\\007\\033[21t', 'typed commands'],
  ['a question for a status string (DCS $ q)', '\\033P$q; touch /workspace/typed\\r\\033\\\\', 'typed commands'],
  ['an answerback (ENQ)', '\\005', 'typed commands'],
];

/** What is typed into a program by whoever draws what it prints: the answers of a terminal. */
async function heardAfter(sequence: string): Promise<string> {
  const { sessionId } = target;
  const print = `printf '${filled(sequence).replaceAll("'", "'\\''")}'`;
  const script = `stty raw -echo; ${print}; timeout 2 cat > /workspace/heard; stty sane`;
  const { id } = await ground.client.terminals.create({ sessionId, command: script });
  await new IdePage(page, ground.craftastic.url).open({ id: sessionId });
  await vi.waitFor(
    async () => {
      const list = await ground.client.terminals.list({ sessionId });
      if (list.find((each) => each.id === id)?.status === 'running') throw new Error('not yet');
    },
    { timeout: 30_000, interval: 200 },
  );
  const { output } = await target.inSession(
    'cat /workspace/heard; ls /workspace/typed 2>/dev/null; rm -f /workspace/heard /workspace/typed',
  );
  await ground.client.terminals.remove({ sessionId, id });
  return output;
}

const COPIED = 'what somebody has copied';

const terminal: Attack<Ground>[] = SEQUENCES.map(([name, sequence, wins]) => ({
  name,
  wins,
  play: async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((text) => navigator.clipboard.writeText(text), COPIED);
    const heard = await heardAfter(sequence);
    const typed = [COPIED, Buffer.from(COPIED).toString('base64'), 'touch', 'typed'].find((text) =>
      heard.includes(text),
    );
    return (await won()) ?? (typed === undefined ? null : `it was typed: ${heard}`);
  },
  // Where the cursor is, a program may ask, and is told in the same way.
  control: async () => (await heardAfter('\\033[6n')) || null,
}));

playAll('documents', () => ground, bodies);
playAll('pictures', () => ground, [picture]);
playAll('what programs print', () => ground, terminal);
