import { expect, test } from 'vitest';
import { backOff } from './subscribe.ts';

test('waits grow to ten seconds, and a fifth more by chance', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backOff(attempt, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
  expect(backOff(50, 1)).toBe(12_000);
});
