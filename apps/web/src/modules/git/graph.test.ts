import { describe, expect, it } from 'vitest';
import { graphRows } from './graph.ts';

const commit = (id: string, ...parents: string[]) => ({ id, parents });

describe('graphRows', () => {
  it('keeps a straight history in one lane', () => {
    const rows = graphRows([commit('c', 'b'), commit('b', 'a'), commit('a')]);
    expect(rows.map(({ lane }) => lane)).toEqual([0, 0, 0]);
    expect(rows.map(({ below }) => below)).toEqual([[0], [0], []]);
    expect(rows[0]?.edges).toEqual([{ from: 0, to: 0, kind: 'out' }]);
    expect(rows[2]?.edges).toEqual([{ from: 0, to: 0, kind: 'in' }]);
  });

  it('gives a merged branch a lane, and ends it where it began', () => {
    const rows = graphRows([commit('m', 'b', 'x'), commit('b', 'a'), commit('x', 'a'), commit('a')]);
    expect(rows.map(({ lane }) => lane)).toEqual([0, 0, 1, 0]);
    expect(rows[0]?.edges).toEqual([
      { from: 0, to: 0, kind: 'out' },
      { from: 0, to: 1, kind: 'out' },
    ]);
    expect(rows[1]?.edges).toContainEqual({ from: 1, to: 1, kind: 'through' });
    expect(rows[2]?.edges).toEqual([
      { from: 0, to: 0, kind: 'through' },
      { from: 1, to: 1, kind: 'in' },
      { from: 1, to: 0, kind: 'out' },
    ]);
    expect(rows[3]?.below).toEqual([]);
  });

  it('uses a lane again once it is free', () => {
    const rows = graphRows([
      commit('m2', 'm1', 'y'),
      commit('y', 'm1'),
      commit('m1', 'a', 'x'),
      commit('x', 'a'),
      commit('a'),
    ]);
    expect(Math.max(...rows.map(({ lane }) => lane))).toBe(1);
  });

  it('does not wait for a parent that stands above', () => {
    expect(graphRows([commit('a'), commit('b', 'a')]).map(({ below }) => below)).toEqual([[], []]);
  });

  it('joins the merges of many parents', () => {
    const [octopus] = graphRows([commit('o', 'a', 'b', 'c')]);
    expect(octopus?.below).toEqual([0, 1, 2]);
  });
});
