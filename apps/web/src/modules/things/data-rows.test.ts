import { expect, test } from 'vitest';
import { dataRows, kindOf, MOST_ROWS } from './data-rows.ts';

test.each([
  [null, 'null'],
  [[1, 2], 'list of 2'],
  [{}, 'object'],
  ['x', 'text'],
  ['2026-05-01', 'date'],
  ['2026-05-01T10:00:00Z', 'date-time'],
  ['https://schema.org/Article', 'URL'],
  [3, 'integer'],
  [3.5, 'number'],
  [true, 'boolean'],
])('%j is of kind %s', (value, kind) => expect(kindOf(value)).toBe(kind));

test('nested data has rows below what holds it', () => {
  const rows = dataRows({ title: 'A', author: { name: 'B', tags: ['x'] } });
  expect(rows.map((row) => [row.level, row.path, row.text])).toEqual([
    [0, 'title', 'A'],
    [0, 'author', null],
    [1, 'author.name', 'B'],
    [1, 'author.tags', null],
    [2, 'author.tags[0]', 'x'],
  ]);
});

test('endless data ends', () => {
  expect(dataRows({ list: Array.from({ length: 10_000 }, (_, at) => at) }).length).toBe(MOST_ROWS + 1);
});
