import type { Change } from '@craftastic/contract/git';
import type { FullStatus } from './status.ts';

/** More changed paths than this cost as much as looking at everything. */
export const PARTIAL_PATHS = 200;

// Files that decide over other paths than their own.
const RULES = new Set(['.gitignore', '.gitattributes', '.gitmodules', '.git']);

/**
 * Whether a status that was true before `paths` changed on disk can be brought up to date by asking git for these
 * paths alone. The caller knows that HEAD, index and refs are the same as then.
 */
export function canMerge(known: FullStatus, paths: readonly string[]): boolean {
  if (paths.length > PARTIAL_PATHS) return false;
  // A submodule or a nested repository is one line for all that is in it.
  const wholes = known.changes
    .filter((change) => change.submodule || change.path.endsWith('/'))
    .map((change) => (change.path.endsWith('/') ? change.path : `${change.path}/`));
  return paths.every(
    (path) =>
      path !== '' &&
      !path.endsWith('/') &&
      path.split('/').every((part) => !RULES.has(part)) &&
      !wholes.some((whole) => `${path}/`.startsWith(whole)),
  );
}

/**
 * The status after a change of `paths`, from the one before and git's answer for these paths. What is staged or
 * conflicted is kept as it was, for the index is the same; and it must be kept, because git sees no rename when it
 * looks at one side of it.
 */
export function mergeStatus(known: FullStatus, paths: readonly string[], answer: readonly Change[]): FullStatus {
  const exact = new Set(paths);
  const kept = known.changes.filter((change) => isOfIndex(change) || !covers(exact, change.path));
  const fresh = answer.filter((change) => !isOfIndex(change));
  return { ...known, changes: [...kept, ...fresh].sort(byGroupAndPath) };
}

function isOfIndex(change: Change): boolean {
  return change.group === 'staged' || change.group === 'conflicted';
}

/** Whether the path, or a directory above it, is among `paths`. */
function covers(paths: ReadonlySet<string>, path: string): boolean {
  if (paths.has(path)) return true;
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (paths.has(path.slice(0, at))) return true;
  }
  return false;
}

const GROUPS = ['conflicted', 'staged', 'unstaged', 'untracked'];

/** One order for full and merged statuses, so that equal ones are equal; by code unit, as fast as it goes. */
export function byGroupAndPath(one: Change, other: Change): number {
  const groups = GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group);
  if (groups !== 0) return groups;
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}
