import type { PathChange } from '../events/hub.ts';
import { mergeKinds } from '../events/merge-kinds.ts';
import { isTemporary } from '../files/temporary-name.ts';
import type { WatchEvent } from './watch-directory.ts';

const PATHS_LIMIT = 1000;
const KINDS = { create: 'created', update: 'changed', delete: 'deleted' } as const;

/** The watcher's events as paths below the worktree, one for each path; null where there are too many. */
export function worktreeChanges(workspace: string, events: WatchEvent[]): PathChange[] | null {
  const changes = new Map<string, PathChange['kind']>();
  for (const { path: full, type } of events) {
    if (!full.startsWith(`${workspace}/`)) continue;
    const path = full.slice(workspace.length + 1);
    if (path === '.git' || path.startsWith('.git/') || isTemporary(path)) continue;
    const repository = nestedRepository(path);
    if (repository !== null) {
      if (!changes.has(repository)) changes.set(repository, 'changed');
      continue;
    }
    const kind = mergeKinds(changes.get(path), KINDS[type]);
    if (kind) changes.set(path, kind);
    else changes.delete(path);
    if (changes.size > PATHS_LIMIT) return null;
  }
  return Array.from(changes, ([path, kind]) => ({ path, kind }));
}

/** A commit in a submodule, or in another repository inside this one, is a change of its folder, and shows as one. */
function nestedRepository(path: string): string | null {
  const end = path.indexOf('/.git/');
  return end < 0 ? null : path.slice(0, end);
}
