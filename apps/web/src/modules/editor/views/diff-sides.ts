import type { FileAtRevision } from '@craftastic/contract/git';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { orpc } from '../../../api/client.ts';
import type { DiffSide } from '../open-file.ts';

const NAMES: Record<string, string> = {
  HEAD: 'HEAD',
  index: 'Staged',
  worktree: 'Working tree',
  base: 'Base',
  ours: 'Ours',
  theirs: 'Theirs',
};

/** A side as a person calls it; commits by seven digits. */
export function sideName(side: DiffSide): string {
  const known = NAMES[side];
  if (known) return known;
  return side.endsWith('^') ? `${side.slice(0, 7)}^` : side.slice(0, 7);
}

/** What a commit has never changes; all else may at any git event. */
const isFixed = (side: DiffSide): boolean => !(side in NAMES);

/** A file as git has it. Asked again whenever the status changed, since a stage or commit shows there. */
export function useRevision(sessionId: string, path: string, side: DiffSide) {
  const queries = useQueryClient();
  const status = useQuery(orpc.git.status.queryOptions({ input: { sessionId } })).dataUpdatedAt;
  const revision = side === 'worktree' ? 'HEAD' : side;
  const options = orpc.git.show.queryOptions({
    input: { sessionId, path, revision },
    enabled: side !== 'worktree',
    staleTime: isFixed(side) ? Number.POSITIVE_INFINITY : 0,
  });
  useEffect(() => {
    if (status === 0 || side === 'worktree' || isFixed(side)) return;
    void queries.invalidateQueries({
      queryKey: orpc.git.show.queryKey({ input: { sessionId, path, revision: side } }),
    });
  }, [status, queries, sessionId, path, side]);
  return useQuery(options);
}

export const shownText = (file: FileAtRevision | undefined): string | null =>
  file && !file.binary && !file.tooLarge ? file.text : null;
