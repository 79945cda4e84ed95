import type { Commit, CommitFile } from '@craftastic/contract/git';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { focusOnTree, menuOfCurrentRow, VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { useStore } from '../../hooks/store.ts';
import { openDiff } from '../editor/open-file.ts';
import { fileHistoryOf, toggled } from './git-state.ts';
import { graphRows } from './graph.ts';
import { GraphPassing, graphWidth } from './graph-cell.tsx';
import { CommitFileRow, CommitRow } from './history-row.tsx';
import { historyRows, historyStep, inOneLine, uniqueCommits } from './history-rows.ts';
import { PathName } from './path-name.tsx';

const PAGE = 60;
const ROW_PX = 24;

/** Commits of the branch, or those of one file. */
export function History({ sessionId, branch }: { sessionId: string; branch: string | null }) {
  const chosen = fileHistoryOf(sessionId);
  const path = useStore(chosen);
  return (
    <div className="flex h-full flex-col">
      {path !== null && (
        <div className="flex h-7 shrink-0 items-center gap-1.5 bg-hover pr-1 pl-2">
          <PathName path={path} />
          <IconButton size="sm" icon={X} label="Show all commits" onClick={() => chosen.set(null)} />
        </div>
      )}
      <div className="min-h-0 flex-1">
        <Commits key={path} sessionId={sessionId} branch={branch} path={path} />
      </div>
    </div>
  );
}

interface CommitsProps {
  sessionId: string;
  branch: string | null;
  path: string | null;
}

/** Newest first, with their lines. Each opens to the files that it changed; one of a file's leads to what it did to it. */
function Commits({ sessionId, branch, path }: CommitsProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  /** The row that the keyboard is on. */
  const [current, setCurrent] = useState<string | null>(null);
  const list = useRef<VirtualListHandle>(null);
  const id = useId();
  const log = useInfiniteQuery(
    orpc.git.log.infiniteOptions({
      input: (skip: number) => ({ sessionId, limit: PAGE, skip, ...(path !== null && { path }) }),
      initialPageParam: 0,
      getNextPageParam: (last, _pages, skip) => (last.length < PAGE ? undefined : skip + PAGE),
    }),
  );
  const commits = useMemo(() => uniqueCommits(log.data?.pages.flat() ?? []), [log.data]);
  const graph = useMemo(() => graphRows(path === null ? commits : inOneLine(commits)), [commits, path]);
  const width = useMemo(() => graphWidth(graph), [graph]);
  const files = useCommitFiles(sessionId, open);
  const more = log.hasNextPage;
  const rows = useMemo(() => historyRows(commits, graph, open, files, more), [commits, graph, open, files, more]);

  if (log.isPending) return <SkeletonRows rows={5} />;
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />;
  if (commits.length === 0) {
    return <p className="px-7 py-2 text-muted">{path === null ? 'No commit yet' : 'No commit has this file yet'}</p>;
  }

  const press = (key: string) => {
    setCurrent(key);
    const row = rows.find((each) => each.key === key);
    if (row?.kind === 'commit' && row.commit.file) openCommitFile(sessionId, row.commit, row.commit.file);
    else if (row?.kind === 'commit') setOpen((now) => toggled(now, key));
    else if (row?.kind === 'file') openCommitFile(sessionId, row.commit, row.file);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = historyStep(event.key, rows, current);
    if (step === null) return;
    event.preventDefault();
    if ('press' in step) press(step.press);
    else {
      setCurrent(step.to);
      list.current?.scrollTo(rows.findIndex(({ key }) => key === step.to));
    }
  };
  // What was pushed out of the list by a rebase is no place for the keyboard.
  const at = rows.findIndex(({ key }) => key === current);
  const drawn = (index: number) => ({ domId: `${id}${index}`, current: index === at, width });
  return (
    <VirtualList
      handle={list}
      role="tree"
      aria-label="Commits"
      tabIndex={0}
      aria-activedescendant={at < 0 ? undefined : `${id}${at}`}
      items={rows}
      rowHeight={ROW_PX}
      rowKey={(row) => row.key}
      onKeyDown={onKeyDown}
      onContextMenu={menuOfCurrentRow}
      onFocus={(event) => {
        focusOnTree(event);
        setCurrent((now) => now ?? rows[0]?.key ?? null);
      }}
      className="focus-inset group/list @container outline-none"
    >
      {(row, index) => {
        switch (row.kind) {
          case 'commit':
            return <CommitRow row={row} branch={branch} {...drawn(index)} onPress={() => press(row.key)} />;
          case 'file':
            return <CommitFileRow row={row} {...drawn(index)} onPress={() => press(row.key)} />;
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

function openCommitFile(sessionId: string, commit: Commit, file: CommitFile): void {
  openDiff(sessionId, {
    path: file.path,
    ...(file.originalPath !== undefined && { originalPath: file.originalPath }),
    left: `${commit.id}^`,
    right: commit.id,
    preview: true,
  });
}
