import type { Change, Diff, GitStatus } from '@craftastic/contract/git';

export type Group = Change['group'];

/** In the order of the panel: what hinders first, then what a commit takes, then what it leaves. */
export const GROUPS: readonly Group[] = ['conflicted', 'staged', 'unstaged', 'untracked'];
export const GROUP_TITLES: Record<Group, string> = {
  conflicted: 'Conflicts',
  staged: 'Staged',
  unstaged: 'Changes',
  untracked: 'Untracked',
};

/** A file has a row per group; a NUL is in no path. */
export const rowKeyOf = (change: Change): string => `${change.group}\0${change.path}`;

export type Row =
  | { kind: 'group'; key: string; group: Group; count: number; collapsed: boolean }
  | { kind: 'file'; key: string; change: Change; expanded: boolean }
  | { kind: 'hunk'; key: string; change: Change; diff: Diff; index: number; header: string }
  | { kind: 'line'; key: string; line: 'context' | 'added' | 'removed' | 'no-newline'; text: string }
  | { kind: 'note'; key: string; text: string };

export interface Shown {
  collapsed: ReadonlySet<Group>;
  /** Keys of the files whose hunks are shown. */
  expanded: ReadonlySet<string>;
  /** What is known of their diffs: none yet, or why there is none. */
  diffs: ReadonlyMap<string, Diff | 'failed'>;
}

/** The panel's list as rows of one height: groups, their files, and the hunks of expanded ones. */
export function changeRows(changes: readonly Change[], shown: Shown): Row[] {
  const rows: Row[] = [];
  for (const group of GROUPS) {
    const members = changes.filter((change) => change.group === group);
    if (members.length === 0) continue;
    const collapsed = shown.collapsed.has(group);
    rows.push({ kind: 'group', key: group, group, count: members.length, collapsed });
    if (collapsed) continue;
    for (const change of members) {
      const key = rowKeyOf(change);
      const expanded = shown.expanded.has(key);
      rows.push({ kind: 'file', key, change, expanded });
      if (expanded) rows.push(...hunkRows(key, change, shown.diffs.get(key)));
    }
  }
  return rows;
}

function hunkRows(key: string, change: Change, diff: Diff | 'failed' | undefined): Row[] {
  const note = (text: string): Row[] => [{ kind: 'note', key: `${key}\0note`, text }];
  if (diff === undefined) return note('Reading the changes…');
  if (diff === 'failed') return note('The changes could not be read.');
  if (diff.binary) return note('Binary file');
  if (diff.truncated) return note('Too large to show here');
  if (diff.hunks.length === 0) return note('No change of the content');
  return diff.hunks.flatMap((hunk, index): Row[] => {
    const hunkKey = `${key}\0${index}`;
    return [
      { kind: 'hunk', key: hunkKey, change, diff, index, header: hunk.header },
      ...hunk.lines.map(
        (line, at): Row => ({ kind: 'line', key: `${hunkKey}\0${at}`, line: line.kind, text: line.text }),
      ),
    ];
  });
}

export type Selection = { all: true } | { paths: string[] };

const chosen = (change: Change, selection: Selection, paths: ReadonlySet<string>): boolean =>
  'all' in selection || paths.has(change.path);

/**
 * The status as it will be, for the moment until the server tells: a list that answers a click 100 ms late feels broken.
 */
export function afterStage(status: GitStatus, selection: Selection): GitStatus {
  const paths = new Set('paths' in selection ? selection.paths : []);
  const staged = new Set(status.changes.filter(({ group }) => group === 'staged').map(({ path }) => path));
  const changes = status.changes.flatMap((change): Change[] => {
    if (change.group === 'staged' || !chosen(change, selection, paths)) return [change];
    if (staged.has(change.path)) return [];
    const { conflict: _, ...rest } = change;
    return [{ ...rest, group: 'staged', kind: change.kind === 'unmerged' ? 'modified' : change.kind }];
  });
  return { ...status, changes: sorted(changes) };
}

export function afterUnstage(status: GitStatus, selection: Selection): GitStatus {
  const paths = new Set('paths' in selection ? selection.paths : []);
  const unstaged = new Set(status.changes.filter(({ group }) => group === 'unstaged').map(({ path }) => path));
  const changes = status.changes.flatMap((change): Change[] => {
    if (change.group !== 'staged' || !chosen(change, selection, paths)) return [change];
    if (unstaged.has(change.path)) return [];
    if (change.kind === 'added') return [{ ...change, group: 'untracked' }];
    if (change.kind !== 'renamed' || change.originalPath === undefined) return [{ ...change, group: 'unstaged' }];
    return [
      { path: change.originalPath, group: 'unstaged', kind: 'deleted' },
      { path: change.path, group: 'untracked', kind: 'added' },
    ];
  });
  return { ...status, changes: sorted(changes) };
}

export function afterDiscard(status: GitStatus, paths: readonly string[]): GitStatus {
  const gone = new Set(paths);
  const changes = status.changes.filter(
    ({ path, group }) => !(gone.has(path) && (group === 'unstaged' || group === 'untracked')),
  );
  return { ...status, changes, total: status.total - (status.changes.length - changes.length) };
}

const sorted = (changes: Change[]): Change[] =>
  changes.sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
