import type { SearchResult } from '@craftastic/contract/search';
import { expect, test } from 'vitest';
import { pieces, placeOf, resultRows } from './result-rows.ts';

type Line = SearchResult['lines'][number];
const line = (text: string, ...ranges: [number, number][]): Line => ({ line: 3, text, ranges, column: 7 });
const draw = (of: Line) =>
  pieces(of)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

test.each<[Line, string]>([
  [line('    const a = b;', [10, 11]), 'const [a] = b;'],
  [line('aXbXc', [1, 2], [3, 4]), 'a[X]b[X]c'],
  [line('  x', [0, 2]), '[  ]x'],
  [line('abc', [0, 3]), '[abc]'],
  [line('abc', [1, 1]), 'abc'],
  [line(`${'-'.repeat(30)}x`, [30, 31]), `…${'-'.repeat(12)}[x]`],
])('%j is drawn as %j', (of, expected) => expect(draw(of)).toBe(expected));

test('files count their matches, and fold', () => {
  const results = [
    { path: 'a', lines: [line('xx', [0, 1], [1, 2]), line('x', [0, 1])] },
    { path: 'b', lines: [line('x', [0, 1])] },
  ];
  expect(resultRows(results, new Set(['a'])).map((row) => [row.kind, row.path])).toEqual([
    ['file', 'a'],
    ['file', 'b'],
    ['line', 'b'],
  ]);
  expect(resultRows(results, new Set())[0]).toMatchObject({ matches: 3, position: 1, siblings: 2 });
});

test('a match is selected whole', () =>
  expect(placeOf(line('abc', [1, 3]))).toEqual({ line: 3, column: 7, length: 2 }));
