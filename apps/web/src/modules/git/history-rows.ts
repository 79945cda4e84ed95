import type { Commit, CommitFile } from '@craftastic/contract/git';
import type { GraphRow } from './graph.ts';

export type HistoryRow =
  | { kind: 'commit'; key: string; commit: Commit; graph: GraphRow; open: boolean }
  | { kind: 'file'; key: string; commit: Commit; graph: GraphRow; file: CommitFile }
  | { kind: 'note'; key: string; graph: GraphRow; text: string }
  | { kind: 'more'; key: string };

/** Commits with the files of those that are open, and at the end the row that asks for the next page. */
export function historyRows(
  commits: readonly Commit[],
  graph: readonly GraphRow[],
  open: ReadonlySet<string>,
  files: ReadonlyMap<string, CommitFile[] | 'failed'>,
  more: boolean,
): HistoryRow[] {
  const rows = commits.flatMap((commit, at): HistoryRow[] => {
    const line = graph[at];
    if (!line) return [];
    const shown = open.has(commit.id);
    const head: HistoryRow = { kind: 'commit', key: commit.id, commit, graph: line, open: shown };
    if (!shown) return [head];
    const known = files.get(commit.id);
    const note = (text: string): HistoryRow[] => [head, { kind: 'note', key: `${commit.id} note`, graph: line, text }];
    if (known === undefined) return note('Reading its files…');
    if (known === 'failed') return note('Its files could not be read.');
    if (known.length === 0) return note('It changes no file.');
    return [
      head,
      ...known.map(
        (file): HistoryRow => ({ kind: 'file', key: `${commit.id} ${file.path}`, commit, graph: line, file }),
      ),
    ];
  });
  if (more) rows.push({ kind: 'more', key: `more ${commits.length}` });
  return rows;
}

/** Commits of a file have others between them: each is drawn as the parent of the one above it. */
export function inOneLine(commits: readonly Commit[]): { id: string; parents: string[] }[] {
  return commits.map(({ id }, at) => ({ id, parents: commits.slice(at + 1, at + 2).map((next) => next.id) }));
}

/** A commit made between two pages shifts the second by one: what is there twice is shown once. */
export function uniqueCommits(commits: readonly Commit[]): Commit[] {
  return [...new Map(commits.map((commit) => [commit.id, commit])).values()];
}

/** What a key asks for on the row that the keyboard is on: go to another row, or press one. */
export type HistoryStep = { to: string } | { press: string } | null;

/** As WAI-ARIA's tree pattern has it; `current` null before the first key. */
export function historyStep(key: string, rows: readonly HistoryRow[], current: string | null): HistoryStep {
  const items = rows.filter((row) => row.kind === 'commit' || row.kind === 'file');
  const at = items.findIndex((row) => row.key === current);
  const row = items[at];
  const go = (to: number): HistoryStep => {
    const target = items[Math.max(0, Math.min(items.length - 1, to))];
    return target ? { to: target.key } : null;
  };
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(items.length - 1);
    case 'Enter':
    case ' ':
      return row ? { press: row.key } : null;
    case 'ArrowRight':
      if (row?.kind !== 'commit') return null;
      if (!row.open) return { press: row.key };
      return items[at + 1]?.kind === 'file' ? go(at + 1) : null;
    case 'ArrowLeft':
      if (row?.kind === 'file') return { to: row.commit.id };
      return row?.open ? { press: row.key } : null;
    default:
      return null;
  }
}
