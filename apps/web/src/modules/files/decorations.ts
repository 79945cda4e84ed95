import type { Change } from '@craftastic/contract/git';

export type Tint = 'added' | 'modified' | 'deleted' | 'untracked' | 'renamed' | 'conflict';

export interface Decoration {
  letter: string;
  tint: Tint;
  /** What the letter stands for. */
  title: string;
}

export interface Decorations {
  /** By path; `''` never. */
  files: ReadonlyMap<string, Decoration>;
  /** Directories with a change below them, by the strongest one. */
  directories: ReadonlyMap<string, Tint>;
}

const STRENGTH: readonly Tint[] = ['conflict', 'modified', 'deleted', 'renamed', 'added', 'untracked'];
const stronger = (a: Tint, b: Tint): Tint => (STRENGTH.indexOf(a) <= STRENGTH.indexOf(b) ? a : b);

function decorationOf(change: Change): Decoration {
  if (change.group === 'conflicted') return { letter: '!', tint: 'conflict', title: change.conflict ?? 'conflict' };
  if (change.group === 'untracked') return { letter: 'U', tint: 'untracked', title: 'untracked' };
  switch (change.kind) {
    case 'added':
    case 'copied':
      return { letter: 'A', tint: 'added', title: 'added' };
    case 'deleted':
      return { letter: 'D', tint: 'deleted', title: 'deleted' };
    case 'renamed':
      return { letter: 'R', tint: 'renamed', title: 'renamed' };
    default:
      return { letter: 'M', tint: 'modified', title: 'modified' };
  }
}

/** Letters and colours of the tree. A file that is staged and changed again shows the stronger of the two. */
export function decorate(changes: readonly Change[]): Decorations {
  const files = new Map<string, Decoration>();
  const directories = new Map<string, Tint>();
  for (const change of changes) {
    // Git names a whole new directory with a slash at its end.
    const path = change.path.replace(/\/$/, '');
    const decoration = decorationOf(change);
    const known = files.get(path);
    if (!known || stronger(decoration.tint, known.tint) === decoration.tint) files.set(path, decoration);
    let at = path.lastIndexOf('/');
    while (at > 0) {
      const above = path.slice(0, at);
      const tint = directories.get(above);
      const next = tint ? stronger(tint, decoration.tint) : decoration.tint;
      if (next === tint) break;
      directories.set(above, next);
      at = above.lastIndexOf('/');
    }
  }
  return { files, directories };
}
