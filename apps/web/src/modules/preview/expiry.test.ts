import { expect, test } from 'vitest';
import { formatLeft } from './expiry.ts';

const NOW = Date.parse('2026-05-12T10:00:00Z');

test.each([
  ['2026-05-12T10:00:00Z', 'expired'],
  ['2026-05-12T10:00:30Z', 'expires in less than a minute'],
  ['2026-05-12T10:59:59Z', 'expires in 59 min'],
  ['2026-05-13T10:00:00Z', 'expires in 24 h'],
  ['2026-05-19T09:00:00Z', 'expires in 6 days'],
])('%s: %s', (until, words) => expect(formatLeft(until, NOW)).toBe(words));
