import type { Commit } from '@craftastic/contract/git';
import { describe, expect, test } from 'vitest';
import { graphRows } from './graph.ts';
import { historyRows, historyStep, inOneLine } from './history-rows.ts';

const commit = (id: string, parents: string[] = []): Commit => ({
  id,
  parents,
  subject: id,
  body: '',
  authorName: 'Ada',
  authorEmail: 'ada@example.com',
  authoredAt: '2026-05-12T10:00:00Z',
  refs: [],
  pushed: true,
});

const commits = [commit('c', ['b']), commit('b', ['a']), commit('a')];
const files = new Map([['b', [{ path: 'one.ts', kind: 'modified' as const }]]]);
const rows = historyRows(commits, graphRows(commits), new Set(['b']), files, true);

test('an open commit is followed by its files, and the last row asks for more', () => {
  expect(rows.map(({ key }) => key)).toEqual(['c', 'b', 'b one.ts', 'a', 'more 3']);
});

test('commits of a file are one line, whatever lies between them', () => {
  const lanes = graphRows(inOneLine([commit('c', ['x', 'y']), commit('a', ['w'])]));
  expect(lanes.map(({ lane, below }) => [lane, below])).toEqual([
    [0, [0]],
    [0, []],
  ]);
});

describe('a key in the tree of commits', () => {
  test.each([
    ['ArrowDown', null, { to: 'c' }],
    ['ArrowDown', 'c', { to: 'b' }],
    ['ArrowDown', 'b one.ts', { to: 'a' }],
    ['ArrowDown', 'a', { to: 'a' }],
    ['ArrowUp', 'b', { to: 'c' }],
    ['ArrowUp', 'c', { to: 'c' }],
    ['Home', 'a', { to: 'c' }],
    ['End', 'c', { to: 'a' }],
    ['Enter', 'b one.ts', { press: 'b one.ts' }],
    [' ', 'c', { press: 'c' }],
    ['Enter', null, null],
    ['ArrowRight', 'c', { press: 'c' }],
    ['ArrowRight', 'b', { to: 'b one.ts' }],
    ['ArrowRight', 'b one.ts', null],
    ['ArrowLeft', 'b', { press: 'b' }],
    ['ArrowLeft', 'b one.ts', { to: 'b' }],
    ['ArrowLeft', 'a', null],
    ['x', 'c', null],
  ])('%s on %s', (key, current, step) => {
    expect(historyStep(key, rows, current)).toEqual(step);
  });
});
