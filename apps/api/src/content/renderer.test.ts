import { expect, test } from 'vitest';
import { Renderer } from './renderer.ts';

const body = (text: string) => ({
  text,
  mdx: false,
  ns: 'https://docs.do',
  path: 'a.md',
  known: [],
  filesOf: null,
  at: null,
});

test('bodies are rendered in a thread; one that is too much is shown as text, and the next one is rendered', async () => {
  const renderer = new Renderer();
  const first = renderer.render(body('# A'));
  // More of nested lists than a stack or a few seconds have room for.
  const bomb = renderer.render(body(`${'> '.repeat(200_000)}x <script>`));
  const last = renderer.render(body('# B'));
  expect(await first).toMatchObject({ html: '<h1 id="h-a">A</h1>', fault: null });
  expect((await bomb).fault).toMatch(/^This can only be shown as text: /);
  expect((await bomb).html).toContain('x &lt;script&gt;');
  expect((await last).html).toBe('<h1 id="h-b">B</h1>');
  renderer.close();
});
