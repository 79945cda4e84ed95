import { expect, test } from 'vitest';
import { isIdle } from './idle.ts';

const now = new Date('2026-01-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

test.each([
  ['used just now', { lastActiveAt: minutesAgo(1), idleMinutes: 60, cpuPercent: 0 }, false],
  ['unused for the time set', { lastActiveAt: minutesAgo(60), idleMinutes: 60, cpuPercent: 0 }, true],
  ['unused, but computing', { lastActiveAt: minutesAgo(600), idleMinutes: 60, cpuPercent: 80 }, false],
  ['unused, and its use not measured yet', { lastActiveAt: minutesAgo(61), idleMinutes: 60, cpuPercent: null }, true],
  ['never to be stopped', { lastActiveAt: minutesAgo(6000), idleMinutes: 0, cpuPercent: 0 }, false],
])('a session %s', (_name, session, idle) => {
  expect(isIdle(session, now)).toBe(idle);
});
