import { expect, test } from 'vitest';
import { momentName, momentOf } from './moment.ts';

const NOW = new Date('2026-03-04T12:00:00Z');

test.each([
  ['4f2a9c1', '4f2a9c1'],
  [' 4F2A9C1d ', '4f2a9c1d'],
  ['4f2a9c', null],
  ['2026-03-01T10:00Z', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01T10:00:30+02:00', '2026-03-01T08:00:30.000Z'],
  ['2026-13-01T10:00Z', null],
  // What is still to come is now.
  ['2030-01-01T00:00Z', NOW.toISOString()],
  ['yesterday', null],
  ['', null],
])('%j is %s', (text, moment) => {
  expect(momentOf(text, NOW)).toBe(moment);
});

test('a day is its end, where one is', () => {
  expect(momentOf('2026-03-01', NOW)).toBe(new Date(2026, 2, 1, 23, 59, 59, 999).toISOString());
});

test('commits are named as git prints them', () => {
  expect(momentName('4f2a9c1d88')).toBe('4f2a9c1');
});
