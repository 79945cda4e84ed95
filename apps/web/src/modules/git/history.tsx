import type { Commit, CommitFile } from '@craftastic/contract/git';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { ContextMenu } from '../../components/menu.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { openDiff } from '../editor/open-file.ts';
import { ChangeLetter } from './change-letter.tsx';
import { toggled } from './git-state.ts';
import { type GraphRow, graphRows } from './graph.ts';
import { GraphCell, GraphPassing, graphWidth } from './graph-cell.tsx';
import { PathName } from './path-name.tsx';

const PAGE = 60;
const ROW_PX = 24;

type HistoryRow =
  | { kind: 'commit'; key: string; commit: Commit; graph: GraphRow; open: boolean }
  | { kind: 'file'; key: string; commit: Commit; graph: GraphRow; file: CommitFile }
  | { kind: 'note'; key: string; graph: GraphRow; text: string }
  | { kind: 'more'; key: string };

/** Commits of the branch, newest first, with their lines; each opens to the files that it changed. */
export function History({ sessionId, branch }: { sessionId: string; branch: string | null }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const log = useInfiniteQuery(
    orpc.git.log.infiniteOptions({
      input: (skip: number) => ({ sessionId, limit: PAGE, skip }),
      initialPageParam: 0,
      getNextPageParam: (last, _pages, skip) => (last.length < PAGE ? undefined : skip + PAGE),
    }),
  );
  const commits = useMemo(() => uniqueCommits(log.data?.pages.flat() ?? []), [log.data]);
  const graph = useMemo(() => graphRows(commits), [commits]);
  const width = useMemo(() => graphWidth(graph), [graph]);
  const files = useCommitFiles(sessionId, open);
  const more = log.hasNextPage;
  const rows = useMemo(() => historyRows(commits, graph, open, files, more), [commits, graph, open, files, more]);

  if (log.isPending) return <SkeletonRows rows={5} />;
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />;
  if (commits.length === 0) return <p className="px-7 py-2 text-muted">No commit yet</p>;

  const toggle = (id: string) => setOpen((now) => toggled(now, id));
  return (
    <VirtualList role="tree" aria-label="Commits" items={rows} rowHeight={ROW_PX} rowKey={(row) => row.key}>
      {(row) => {
        switch (row.kind) {
          case 'commit':
            return <CommitRow row={row} width={width} branch={branch} onToggle={() => toggle(row.commit.id)} />;
          case 'file':
            return <FileRow row={row} width={width} onOpen={() => openCommitFile(sessionId, row.commit, row.file)} />;
          case 'note':
            return (
              <div className="flex h-6 items-center gap-1.5 pl-2 text-muted text-sm">
                <GraphPassing row={row.graph} width={width} />
                {row.text}
              </div>
            );
          case 'more':
            return <More fetchNextPage={log.fetchNextPage} />;
        }
      }}
    </VirtualList>
  );
}

function CommitRow({
  row,
  width,
  branch,
  onToggle,
}: {
  row: Extract<HistoryRow, { kind: 'commit' }>;
  width: number;
  branch: string | null;
  onToggle: () => void;
}) {
  const { commit, graph } = row;
  const now = useNow();
  const [ref, ...others] = shownRefs(commit.refs, branch);
  const copy = (text: string) => () => void navigator.clipboard.writeText(text).catch(() => {});
  return (
    <ContextMenu
      items={[
        { label: row.open ? 'Hide files' : 'Show files', onSelect: onToggle },
        'separator',
        { label: 'Copy id', onSelect: copy(commit.id) },
        { label: 'Copy message', onSelect: copy(`${commit.subject}\n\n${commit.body}`.trim()) },
      ]}
    >
      <div
        role="treeitem"
        tabIndex={0}
        aria-level={1}
        aria-expanded={row.open}
        aria-selected={false}
        aria-label={`${commit.subject}, ${commit.authorName}${commit.pushed ? '' : ', not pushed'}`}
        title={`${commit.id.slice(0, 10)} · ${commit.authorName} <${commit.authorEmail}>\n${new Date(commit.authoredAt).toLocaleString()}\n\n${commit.subject}${commit.body && `\n\n${commit.body.slice(0, 600)}`}${commit.refs.length > 0 ? `\n\n${commit.refs.join(', ')}` : ''}`}
        onClick={onToggle}
        onKeyDown={(event) => moveOrPress(event, onToggle)}
        className="focus-inset flex h-6 select-none items-center gap-1.5 pr-2 pl-2 hover:bg-hover"
      >
        <GraphCell row={graph} width={width} pushed={commit.pushed} />
        <span className="min-w-0 flex-1 truncate">
          {commit.subject} <span className="text-faint text-sm">{commit.authorName}</span>
        </span>
        {ref !== undefined && (
          <Badge tone={ref.startsWith('tag: ') ? 'warning' : 'neutral'} className="max-w-32">
            <span className="truncate">{ref.replace(/^tag: /, '')}</span>
            {others.length > 0 && <span>+{others.length}</span>}
          </Badge>
        )}
        {!commit.pushed && <ArrowUp aria-hidden size={12} className="shrink-0 text-accent-text" />}
        <span className="shrink-0 text-faint text-xs tabular-nums">{formatAge(commit.authoredAt, now)}</span>
      </div>
    </ContextMenu>
  );
}

/**
 * The subject needs the room: a branch and its remote one on the same commit are said once, and the one that is checked
 * out not at all, since the panel's head names it. All of them are in the row's title.
 */
function shownRefs(refs: readonly string[], branch: string | null): string[] {
  return refs.filter(
    (ref) =>
      ref !== 'HEAD' &&
      ref !== branch &&
      !ref.endsWith('/HEAD') &&
      !(ref.startsWith('origin/') && refs.includes(ref.slice(7))),
  );
}

function FileRow({
  row,
  width,
  onOpen,
}: {
  row: Extract<HistoryRow, { kind: 'file' }>;
  width: number;
  onOpen: () => void;
}) {
  const { file } = row;
  return (
    <div
      role="treeitem"
      tabIndex={0}
      aria-level={2}
      aria-selected={false}
      onClick={onOpen}
      onKeyDown={(event) => moveOrPress(event, onOpen)}
      className="focus-inset flex h-6 select-none items-center gap-1.5 pr-2 pl-2 hover:bg-hover"
    >
      <GraphPassing row={row.graph} width={width} />
      <ChangeLetter kind={file.kind} />
      <PathName path={file.path} from={file.originalPath} struck={file.kind === 'deleted'} />
    </div>
  );
}

/** Enter and Space press; arrows go to the row above or below that is drawn. */
function moveOrPress(event: KeyboardEvent<HTMLElement>, press: () => void): void {
  if (event.key === 'Enter' || event.key === ' ') press();
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const items = [
      ...(event.currentTarget.closest('[role="tree"]')?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? []),
    ];
    items[items.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  } else return;
  event.preventDefault();
}

/** The last row of what is known: drawn, it asks for the next page. Its key changes with every page, so it asks once. */
function More({ fetchNextPage }: { fetchNextPage: (options: { cancelRefetch: boolean }) => Promise<unknown> }) {
  useEffect(() => {
    void fetchNextPage({ cancelRefetch: false });
  }, [fetchNextPage]);
  return <div className="flex h-6 items-center px-7 text-muted text-sm">Reading more…</div>;
}

function useCommitFiles(sessionId: string, open: ReadonlySet<string>): ReadonlyMap<string, CommitFile[] | 'failed'> {
  const ids = useMemo(() => [...open], [open]);
  const results = useQueries({
    queries: ids.map((commit) =>
      orpc.git.commitFiles.queryOptions({ input: { sessionId, commit }, staleTime: Number.POSITIVE_INFINITY }),
    ),
  });
  return useMemo(
    () =>
      new Map(
        ids.flatMap((id, at): [string, CommitFile[] | 'failed'][] => {
          const result = results[at];
          return result?.data ? [[id, result.data]] : result?.isError ? [[id, 'failed']] : [];
        }),
      ),
    [ids, results],
  );
}

function historyRows(
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

/** A commit made between two pages shifts the second by one: what is there twice is shown once. */
function uniqueCommits(commits: readonly Commit[]): Commit[] {
  return [...new Map(commits.map((commit) => [commit.id, commit])).values()];
}

function openCommitFile(sessionId: string, commit: Commit, file: CommitFile): void {
  openDiff(sessionId, {
    path: file.path,
    ...(file.originalPath !== undefined && { originalPath: file.originalPath }),
    left: `${commit.id}^`,
    right: commit.id,
    preview: true,
  });
}
