/** A ref that moved. `before` is null for a new one, `after` for one that is gone. */
export interface RefChange {
  ref: string;
  before: string | null;
  after: string | null;
}

/** What happened between two looks at the refs, in the order of their names. */
export function refChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): RefChange[] {
  const changes: RefChange[] = [];
  for (const [ref, commit] of after) {
    const last = before.get(ref) ?? null;
    if (last !== commit) changes.push({ ref, before: last, after: commit });
  }
  for (const [ref, commit] of before) if (!after.has(ref)) changes.push({ ref, before: commit, after: null });
  return changes.sort((a, b) => (a.ref < b.ref ? -1 : 1));
}
