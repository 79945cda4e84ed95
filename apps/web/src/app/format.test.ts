import { expect, test } from 'vitest';
import { count, formatAge, formatBytes } from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_600, '1.0 MB'],
  [12_345_678, '12.3 MB'],
  [250_000_000, '250 MB'],
  [3e15, '3000 TB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [-5, 'now'],
  [59, 'now'],
  [60, '1 min'],
  [3600, '1 h'],
  [86_400 * 3, '3 d'],
])('%d seconds ago is %s', (seconds, text) => {
  expect(formatAge(new Date(1e12 - seconds * 1000).toISOString(), 1e12)).toBe(text);
});

test('one is singular', () =>
  expect([count(1, 'file'), count(0, 'branch', 'branches')]).toEqual(['1 file', '0 branches']));
