import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

test.each([
  [
    'a.md',
    '---\ntitle: A\ntags:\n  - x\n$type: T\n---\n\n# A\n',
    { content: 7, fields: { title: 2, tags: 3, $type: 5 } },
  ],
  ['a.mdx', '---\r\ntitle: A\r\n---\r\n# A\r\n', { content: 4, fields: { title: 2 } }],
  ['a.md', '# A\n', { content: 1, fields: {} }],
  ['a.md', '---\ntitle: A\n', { content: 1, fields: { title: 2 } }],
  ['a.md', '---\na: 1\nb: [\nc: 2\n---\n', { content: 6, fields: expect.objectContaining({ a: 2, b: 3 }) }],
  ['a.yaml', '# why\ntitle: A\n"in quotes": 1\n', { content: null, fields: { title: 2, 'in quotes': 3 } }],
  ['a.json', '{\n  "title": "A",\n\n  "tags": []\n}\n', { content: null, fields: { title: 2, tags: 4 } }],
  [
    'a.md',
    '+++\ntitle = "A"\n"a b" = 1\n\n[params]\ntitle = 2\n[params.x]\n[[menu]]\n+++\nBody\n',
    { content: 10, fields: { title: 2, 'a b': 3, params: 5, menu: 8 } },
  ],
  ['a.yaml', '- a list', { content: null, fields: {} }],
  ['a.png', 'no document', { content: null, fields: {} }],
])('%s %j', (path, text, lines) => {
  expect(linesOf(path, text)).toEqual(lines);
});
