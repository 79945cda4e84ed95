import { expect, test } from 'vitest';
import { isTaken } from './guard-focus.ts';

const NEVER = Number.NEGATIVE_INFINITY;

test.each([
  ['a hidden page, always', false, NEVER, 1900, null, true],
  ['a page that nobody points at, while somebody writes', true, 1000, NEVER, null, true],
  ['the same, long after', true, -20_000, NEVER, null, false],
  ['where nobody has done anything: a screen reader leads there', true, NEVER, NEVER, null, false],
  ['where Tab has led', true, 1000, 1900, null, false],
  ['where Tab has led elsewhere', true, 1901, 1900, null, true],
  ['the page under the pointer', true, NEVER, NEVER, 0, false],
  ['one that the pointer has come to since the last key', true, 1000, NEVER, 1500, false],
  ['one that the pointer rests on, right after a key', true, 1800, NEVER, 500, true],
  ['the same, a while after', true, 1000, NEVER, 500, false],
])('%s', (_, shown, ownAt, tabAt, overAt, taken) => expect(isTaken(shown, { ownAt, tabAt, overAt }, 2000)).toBe(taken));
