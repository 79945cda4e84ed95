import { expect, test } from 'vitest';
import { whoFills } from './who-fills.ts';

const MB = 1024 * 1024;

test.each([
  ['the one that grew most', { a: 500, b: 10 }, { a: 600, b: 900 }, 'b'],
  ['not the one that is large', { a: 9000, b: 10 }, { a: 9001, b: 200 }, 'b'],
  ['a new one with all it has', { a: 500 }, { a: 500, b: 100 }, 'b'],
  ['none where nobody wrote much', { a: 500, b: 10 }, { a: 510, b: 20 }, null],
  ['none where there is nobody', {}, {}, null],
])('%s', (_name, before, now, expected) => {
  const bytes = (megabytes: Record<string, number>) =>
    new Map(Object.entries(megabytes).map(([id, value]) => [id, value * MB]));
  expect(whoFills(bytes(before), bytes(now))).toBe(expected);
});
