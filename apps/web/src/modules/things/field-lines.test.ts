import { expect, test } from 'vitest';
import { fieldLines } from './field-lines.ts';

const drawn = (from: unknown, to: unknown) =>
  fieldLines(from, to).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-', gap: '~' }[kind]}${text}`);

test.each([
  ['old', 'new', ['-old', '+new']],
  [undefined, 'new', ['+new']],
  ['old', undefined, ['-old']],
  [1, 2, ['-1', '+2']],
  ['a\nb', 'a\nb\nc', [' a', ' b', '+c']],
  [['a'], ['a', 'b'], [' [', '-  "a"', '+  "a",', '+  "b"', ' ]']],
])('%j to %j', (from, to, wanted) => expect(drawn(from, to)).toEqual(wanted));

test('unchanged stretches are left out', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  expect(drawn(lines.join('\n'), lines.with(10, 'other').join('\n'))).toEqual([
    '~…',
    ' line 8',
    ' line 9',
    '-line 10',
    '+other',
    ' line 11',
    ' line 12',
    '~…',
  ]);
});

test('what is too long is not compared', () => {
  expect(drawn('a'.repeat(150_000), 'b'.repeat(150_000))).toEqual(['~Too long to compare here.']);
});
