import { describe, expect, test } from 'vitest';
import { MOST_DEPTH, readDocument } from './document.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('Markdown', () => {
  test.each([
    ['no frontmatter', '# Hi\n', {}, '# Hi\n', 1],
    ['empty file', '', {}, '', 1],
    ['frontmatter', '---\ntitle: A\n---\n\nBody\n', { title: 'A' }, '\nBody\n', 4],
    ['empty frontmatter', '---\n---\nBody', {}, 'Body', 3],
    ['CRLF', '---\r\ntitle: A\r\n---\r\nBody\r\n', { title: 'A' }, 'Body\r\n', 4],
    ['BOM', '\uFEFF---\ntitle: A\n---\nBody', { title: 'A' }, 'Body', 4],
    ['--- inside a block', '---\ntext: |\n  a\n  ---\n  b\n---\nBody', { text: 'a\n---\nb\n' }, 'Body', 7],
    ['--- inside a value', '---\ntitle: a --- b\n---\nBody', { title: 'a --- b' }, 'Body', 4],
    ['--- in the body', '---\ntitle: A\n---\na\n\n---\n\nb', { title: 'A' }, 'a\n\n---\n\nb', 4],
    ['frontmatter alone', '---\ntitle: A\n---', { title: 'A' }, '', 3],
    ['MDX is text', '---\na: 1\n---\n{process.exit()}', { a: 1 }, '{process.exit()}', 4],
    ['an alias', '---\na: &x [1]\nb: *x\n---\n', { a: [1], b: [1] }, '', 5],
    [
      'TOML',
      '+++\ntitle = "A"\ndate = 2026-01-02\n[of]\nx = 1.5\n+++\n\nBody\n',
      { title: 'A', date: '2026-01-02', of: { x: 1.5 } },
      '\nBody\n',
      7,
    ],
    ['pluses that nothing closes', '+++\nHi\n', {}, '+++\nHi\n', 1],
    ['a date stays text', '---\ndate: 2026-01-02\n---\n', { date: '2026-01-02' }, '', 4],
  ])('%s', (_name, text, data, content, contentLine) => {
    expect(readDocument('markdown', bytes(text))).toEqual({ data, content, contentLine, diagnostics: [] });
  });

  test.each([
    ['a value without its quote', '---\ntitle: "A\nb: 1\n---\n', 4, 1],
    ['a key twice', '---\na: 1\na: 2\n---\n', 3, 1],
    ['a list', '---\n- a\n---\n', 2, 1],
    ['an open frontmatter', '---\ntitle: A\n', 1, 1],
    ['an alias of nothing', '---\na: *x\n---\n', 2, 4],
    ['TOML without a value', '+++\na = 1\nb =\n+++\n', 3, 4],
  ])('%s is told with its place', (_name, text, line, column) => {
    const { data, diagnostics } = readDocument('markdown', bytes(text));
    expect(data).toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ severity: 'error', line, column })]);
  });
});

test.each([
  ['not UTF-8', 'markdown', Uint8Array.from([0xff, 0xfe, 0x41])],
  ['binary', 'markdown', bytes('a\0b')],
  ['a bomb of aliases', 'yaml', bytes(bomb())],
  ['a YAML list 10,000 deep', 'yaml', bytes(`a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
  [
    'YAML blocks 10,000 deep',
    'yaml',
    bytes(Array.from({ length: 10_000 }, (_, n) => `${' '.repeat(Math.min(n, 400))}a:`).join('\n')),
  ],
  ['JSON 10,000 deep', 'json', bytes(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)],
  ['a NUL in JSON', 'json', bytes('{"a":"\\u0000"}')],
  ['half a surrogate pair', 'json', bytes('{"a":"\\ud800"}')],
] as const)('%s is refused', (_name, format, content) => {
  const { data, diagnostics } = readDocument(format, content);
  expect(data).toBeNull();
  expect(diagnostics).toEqual([expect.objectContaining({ severity: 'error' })]);
});

test('of several YAML documents the first is read, and that there are more is said', () => {
  expect(readDocument('yaml', bytes('a: 1\n---\nb: 2\n---\nc: 3\n'))).toMatchObject({
    data: { a: 1 },
    diagnostics: [{ severity: 'warning', line: 2, column: 1 }],
  });
});

test('as deep as allowed is read', () => {
  const depth = MOST_DEPTH - 1;
  expect(readDocument('json', bytes(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)).diagnostics).toEqual([]);
});

test('JSON: the place of an error, an object, an empty file, a list', () => {
  expect(readDocument('json', bytes('{\n  "a": 1,\n}')).diagnostics).toEqual([
    expect.objectContaining({ severity: 'error', line: 3, column: 1 }),
  ]);
  expect(readDocument('json', bytes('{"a":1}')).data).toEqual({ a: 1 });
  expect(readDocument('json', bytes('')).data).toEqual({});
  expect(readDocument('json', bytes('[1]')).diagnostics).toEqual([expect.objectContaining({ severity: 'warning' })]);
});

test('a pointer of Git LFS is no content', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n';
  expect(readDocument('markdown', bytes(pointer))).toMatchObject({
    data: null,
    diagnostics: [{ severity: 'warning' }],
  });
});

function bomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    const [last, next] = ['abcdefghij'[level - 1], 'abcdefghij'[level]];
    lines.push(`${next}: &${next} [${Array.from({ length: 10 }, () => `*${last}`).join(', ')}]`);
  }
  return lines.join('\n');
}
