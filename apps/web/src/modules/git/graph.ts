/** One line of a commit's graph, from a lane above or the dot to a lane below or the dot. */
export interface GraphEdge {
  from: number;
  to: number;
  /** `through` passes the commit, `in` ends at its dot, `out` begins there. */
  kind: 'through' | 'in' | 'out';
}

export interface GraphRow {
  lane: number;
  edges: GraphEdge[];
  /** Lanes that go on below: what is drawn beside rows that come between two commits. */
  below: number[];
}

/**
 * Lanes for commits in the order of `git log`. A lane waits for one commit; a commit takes the first lane that waits for
 * it, ends the others, and its parents take over: the first in its lane, others in a lane that waits for them already or
 * is free. A parent that stands above already (git sorts commits of one second as it meets them) gets no lane: it would
 * be waited for in vain.
 */
export function graphRows(commits: readonly { id: string; parents: readonly string[] }[]): GraphRow[] {
  let lanes: (string | null)[] = [];
  const seen = new Set<string>();
  return commits.map(({ id, parents }) => {
    seen.add(id);
    const above = lanes;
    let lane = above.indexOf(id);
    if (lane < 0) lane = freeLane(above);
    const next = above.map((waiting) => (waiting === id ? null : waiting));
    next[lane] = null;
    const edges: GraphEdge[] = [];
    for (const [at, waiting] of above.entries()) {
      if (waiting === id) edges.push({ from: at, to: lane, kind: 'in' });
      else if (waiting !== null) edges.push({ from: at, to: at, kind: 'through' });
    }
    for (const [order, parent] of parents.entries()) {
      if (seen.has(parent)) continue;
      let to = next.indexOf(parent);
      if (to < 0) {
        to = order === 0 ? lane : freeLane(next);
        next[to] = parent;
      }
      edges.push({ from: lane, to, kind: 'out' });
    }
    while (next.at(-1) === null) next.pop();
    for (let at = 0; at < next.length; at++) next[at] ??= null;
    lanes = next;
    return { lane, edges, below: next.flatMap((waiting, at) => (waiting === null ? [] : [at])) };
  });
}

function freeLane(lanes: readonly (string | null)[]): number {
  const free = lanes.findIndex((waiting) => waiting === null || waiting === undefined);
  return free < 0 ? lanes.length : free;
}
