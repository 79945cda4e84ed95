import { describe, expect, test } from 'vitest';
import { type Body, render } from './render.ts';

const KNOWN = ['https://docs.do', 'https://docs.do/guide/next', 'https://other.do/x', 'https://docs.do/my%20page'];

function html(text: string, more: Partial<Body> = {}): string {
  return render({
    text,
    mdx: false,
    ns: 'https://docs.do',
    path: 'guide/start.md',
    known: KNOWN,
    filesOf: null,
    at: null,
    ...more,
  }).html;
}
const mdx = (text: string) => html(text, { mdx: true });

describe('what a hostile body becomes has nothing that runs, loads, styles or pretends', () => {
  const HOSTILE = [
    '<script>steal()</script>',
    '<img src=x onerror=steal()>',
    '<svg><script>steal()</script></svg>',
    '<svg onload=steal()>',
    '<iframe srcdoc="<script>steal()</script>"></iframe>',
    '<a href="javascript:steal()">a</a>',
    '[a](javascript:steal())',
    '[a](JaVaScRiPt&colon;steal())',
    '[a](data:text/html,steal)',
    '<form action="/__craftastic/enter"><input name=ticket></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=https://evil.example/steal">',
    '<link rel=stylesheet href="https://evil.example/steal">',
    '<style>body{background:url(https://evil.example/steal)}</style>',
    '<div style="position:fixed;inset:0">steal</div>',
    '<object data="steal"></object><embed src="steal">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=steal()&gt;">',
    '<template><script>steal()</script></template>',
    '<button onclick="steal()" popovertarget=a>a</button>',
    '<video src="https://evil.example/steal" autoplay></video>',
    '![a](https://evil.example/steal.png)',
    '<img srcset="https://evil.example/steal.png 1x">',
    '<picture><source srcset="https://evil.example/steal.png"><img src="a.png"></picture>',
    '<p id="bar" name="x" class="draft-banner">a</p>',
  ];
  test.each(HOSTILE)('%s', (text) => {
    for (const made of [html(text), mdx(text.replace(/<!--/g, ''))]) {
      expect(made).not.toMatch(
        /<(?:script|style|iframe|object|embed|link|meta|base|form|button|svg|math|video|template|picture|source)\b/i,
      );
      expect(made).not.toMatch(/<[^>]*\s(?:on\w+|style|srcset|srcdoc|action|name)=/i);
      expect(made).not.toMatch(/(?:href|src)="\s*(?:javascript|data|vbscript):/i);
      expect(made).not.toMatch(/<[^>]*\ssrc="https?:/i);
      expect(made).not.toMatch(/id="(?!h-|user-content-)/);
      expect(made).not.toContain('draft-banner');
    }
  });
});

describe('links', () => {
  test.each([
    ['next.md', '/ns/docs.do/guide/next'],
    ['./next.mdx#Part%20one', '/ns/docs.do/guide/next#h-Part one'],
    ['../index.md', '/ns/docs.do'],
    ['/my%20page', '/ns/docs.do/my%2520page'],
    ['https://docs.do/guide/next', '/ns/docs.do/guide/next'],
    ['https://other.do/x', '/ns/other.do/x'],
    ['#part', '#h-part'],
    ['../tables/prices.csv', '/files/tables/prices.csv'],
  ])('[a](%s) leads to %s', (href, to) => expect(html(`[a](<${href}>)`)).toContain(`href="${to}"`));

  test('to other hosts: in a tab of their own, which learns nothing', () => {
    expect(html('[a](https://w.example/)')).toContain(
      '<a href="https://w.example/" target="_blank" rel="noopener noreferrer nofollow"',
    );
  });

  test.each(['missing.md', '../../../etc/passwd', 'nothing'])('%s leads nowhere', (href) => {
    expect(html(`[a](${href})`)).toMatch(/<a data-nowhere="" title="[^"]+">a<\/a>/);
  });

  test('images of the repository are shown, those of others are named', () => {
    expect(html('![Plan](./a%20b.png)')).toContain('<img src="/files/guide/a%20b.png" alt="Plan" loading="lazy">');
    expect(html('![A "talk"](talk.mp4)')).toContain(
      '<video src="/files/guide/talk.mp4" controls preload="metadata" aria-label="A &#x22;talk&#x22;"></video>',
    );
    expect(html('![](https://evil.example/talk.mp4)')).not.toContain('<video');
    expect(html('![Plan](../../../x.png)')).toContain('data-image');
    expect(html('![Plan](https://w.example/x.png)')).toContain('>Plan</span>');
  });
});

describe('MDX is shown, and never run', () => {
  test('components are boxes with what is in them; tags of HTML are tags', () => {
    const made = mdx(
      'import { Card } from "./card"\n\nexport const steal = globalThis.steal()\n\n<Card title="A" n={1 + 1} {...rest}>\n  **bold** [next](./next.md)\n</Card>\n\nText <Icon /> {process.exit()} <kbd>K</kbd>\n',
    );
    expect(made).toContain('<span class="mdx-name">import</span>');
    expect(made).toContain(
      '<span class="mdx-name">&#x3C;Card></span><span class="mdx-props">title="A" n={1 + 1} {...rest}</span>',
    );
    expect(made).toContain('<strong>bold</strong> <a href="/ns/docs.do/guide/next">next</a>');
    expect(made).toContain('<span class="mdx"><span class="mdx-name">&#x3C;Icon></span></span>');
    expect(made).toContain('<code class="mdx-expression">{process.exit()}</code>');
    expect(made).toContain('<kbd>K</kbd>');
  });

  test('what is no MDX is shown as Markdown, with a word about it', () => {
    const made = render({
      text: '# A\n\n<Card\n\n{',
      mdx: true,
      ns: 'https://docs.do',
      path: 'a.mdx',
      known: [],
      filesOf: null,
      at: null,
    });
    expect(made.fault).toMatch(/^This is not valid MDX: /);
    expect(made.html).toContain('<h1 id="h-a">A</h1>');
    expect(made.html).toContain('&#x3C;Card');
  });
});

test('headings have names of their own; footnotes, tables and tasks are as on GitHub', () => {
  const made = render({
    text: '# One\n\n## One\n\n## Größe & Maß\n\n- [x] done\n\n|a|\n|-|\n|b|\n\nNote[^1]\n\n[^1]: There.\n',
    mdx: false,
    ns: 'https://docs.do',
    path: 'a.md',
    known: [],
    filesOf: null,
    at: null,
  });
  expect(made.headings).toEqual([
    { level: 1, text: 'One', slug: 'one', line: 1 },
    { level: 2, text: 'One', slug: 'one-1', line: 3 },
    { level: 2, text: 'Größe & Maß', slug: 'größe--maß', line: 5 },
  ]);
  expect(made.html).toContain('type="checkbox" checked disabled');
  expect(made.html).toContain('<table tabindex="0">');
  expect(made.html).toMatch(/href="#user-content-fn-1"[^>]*>1<\/a>/);
  expect(made.html).toContain('<li id="user-content-fn-1">');
});

test('headings know their lines, and lead there where the file can be opened', () => {
  const body = { text: 'One.\n\n## A *b*\n\n<h2>C</h2>\n', mdx: false, ns: 'https://docs.do', path: 'a.md', known: [] };
  const { html, headings } = render({
    ...body,
    filesOf: null,
    at: null,
    source: { href: 'https://ide.example/sessions/s?file=a.md', line: 5 },
  });
  expect(headings).toEqual([
    { level: 2, text: 'A b', slug: 'a-b', line: 3 },
    { level: 2, text: 'C', slug: 'c', line: expect.toSatisfy((line) => line === null || line === 5) },
  ]);
  expect(html).toContain('href="https://ide.example/sessions/s?file=a.md&#x26;line=7"');
  expect(html).toContain('aria-label="A b"');
});

test('in the explorer links to Things open them there, and no file of a repository is shown', () => {
  const made = html('[next](./next.md#part) [plan](plan.pdf) ![a](b.png)', { explorer: 'ns=https%3A%2F%2Fdocs.do' });
  expect(made).toContain('href="/things?ns=https%3A%2F%2Fdocs.do&#x26;id=https%3A%2F%2Fdocs.do%2Fguide%2Fnext"');
  expect(made).toContain('data-thing="https://docs.do/guide/next"');
  expect(made).toContain('data-nowhere');
  expect(made).not.toMatch(/\/files\/|<img/);
});

test('in a session links and pictures name files of the worktree, and none outside of it', () => {
  const text =
    '[next](../b%20c.md#x) [root](/LICENSE) [out](../../x) [web](https://example.com) ![Logo](logo.png) ![](//evil/x.png)';
  const page = html(text, { ns: '', known: [], path: 'docs/a.md', session: '/sessions/s' });
  expect(page).toContain('<a href="/sessions/s?file=b+c.md" data-file="b c.md">next</a>');
  expect(page).toContain('<a href="/sessions/s?file=LICENSE" data-file="LICENSE">root</a>');
  expect(page).toContain('<a data-nowhere="" title="This leads out of the repository">out</a>');
  expect(page).toContain('data-web="">web</a>');
  expect(page).toContain('<span data-image="" data-file="docs/logo.png" title="logo.png">Logo</span>');
  expect(page).toContain('<span data-image="" title="//evil/x.png">image</span>');
});
