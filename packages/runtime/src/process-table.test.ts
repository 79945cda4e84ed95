import { expect, it } from 'vitest';
import { membersOf, type ProcessInfo, parsePs, parseStat, processInfo } from './process-table.ts';

it('reads a line of /proc/{pid}/stat, whatever the program is called', () => {
  const rest = '7 8 9 0 -1 0 0 0 0 0 150 50 25 25 20 0 1 0 4242 1000 3 0';
  const expected = { pid: 5, parent: 7, group: 8, session: 9, startedAt: '4242', memoryBytes: 12_288, cpuSeconds: 2.5 };
  expect(parseStat(`5 (node) S ${rest}`)).toEqual(expected);
  expect(parseStat(`5 (a) S 1 (b)) S ${rest}`)).toEqual(expected);
  expect(parseStat(`5 (node) Z ${rest}`)).toBeNull();
  expect(parseStat('')).toBeNull();
});

it('reads a line of ps', () => {
  expect(parsePs(' 501   1  501 Ss   2048   1:02.50 Mon Nov  2 09:00:00 2026')).toEqual({
    pid: 501,
    parent: 1,
    group: 501,
    session: 501,
    startedAt: 'Mon Nov 2 09:00:00 2026',
    memoryBytes: 2 * 1024 * 1024,
    cpuSeconds: 62.5,
  });
  expect(parsePs('502 1 502 Z+ 0 0:00.00 Mon Nov  2 09:00:00 2026')).toBeNull();
  expect(parsePs('')).toBeNull();
});

it('finds this very process', async () => {
  expect(await processInfo(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid });
  expect(await processInfo(2 ** 22 + 1)).toBeNull();
});

it('takes descendants and the sessions that they lead, and no session led by a stranger', () => {
  const make = (pid: number, parent: number, session: number): ProcessInfo => ({
    pid,
    parent,
    session,
    group: session,
    startedAt: String(pid),
    memoryBytes: 0,
    cpuSeconds: 0,
  });
  const table = [
    make(1, 0, 1),
    make(10, 1, 10), // the leader
    make(11, 10, 11), // its terminal
    make(12, 11, 11), // a program in it
    make(13, 1, 11), // left behind in the terminal’s session
    make(20, 1, 1), // a stranger
    make(21, 10, 1), // a child that stayed in the session of a stranger
  ];
  const pids = membersOf(table, new Set([10])).map(({ pid }) => pid);
  expect(pids.sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 21]);
  expect(membersOf(table, new Set())).toEqual([]);
});
