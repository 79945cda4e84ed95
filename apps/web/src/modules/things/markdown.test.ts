import { expect, test } from 'vitest';
import { markdownToHtml } from './markdown.ts';

test('tables and task lists as on GitHub', () => {
  expect(markdownToHtml('| a |\n| - |\n| b |', false)).toContain('<table>');
  expect(markdownToHtml('- [x] done\n- [ ] open', false)).toMatch(/☑ done[\s\S]*☐ open/);
});

test('no image is fetched', () => {
  expect(markdownToHtml('![a "cat"](https://example.org/cat.png)', false)).toBe(
    '<p><span title="image">a &quot;cat&quot;</span></p>\n',
  );
});

test('tags of MDX are shown as they are written', () => {
  const html = markdownToHtml('<Chart data={x} onload="run()" />\n\nText <b>bold</b> {1 + 1}', true);
  expect(html).toContain('<pre><code>&lt;Chart data={x} onload=&quot;run()&quot; /&gt;</code></pre>');
  expect(html).toContain('<code>&lt;b&gt;</code>bold');
  expect(html).toContain('{1 + 1}');
});
