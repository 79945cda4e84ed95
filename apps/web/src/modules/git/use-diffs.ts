import type { Change, Diff } from '@craftastic/contract/git';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { orpc } from '../../api/client.ts';
import { onFilesChanged } from '../../api/session-events.ts';
import { rowKeyOf } from './change-rows.ts';

/** The diffs of the expanded files, followed as the files change. */
export function useDiffs(sessionId: string, expanded: readonly Change[]): ReadonlyMap<string, Diff | 'failed'> {
  const queries = useQueryClient();
  useEffect(
    () =>
      onFilesChanged(sessionId, (paths) => {
        if (paths === null) {
          void queries.invalidateQueries({ queryKey: orpc.git.diff.key({ input: { sessionId } }) });
          return;
        }
        for (const { path } of paths) {
          void queries.invalidateQueries({ queryKey: orpc.git.diff.key({ input: { sessionId, path } }) });
        }
      }),
    [sessionId, queries],
  );
  const results = useQueries({
    queries: expanded.map(({ path, group }) =>
      orpc.git.diff.queryOptions({ input: { sessionId, path, staged: group === 'staged' }, staleTime: 0 }),
    ),
  });
  return useMemo(
    () =>
      new Map(
        expanded.flatMap((change, at): [string, Diff | 'failed'][] => {
          const result = results[at];
          if (result?.data) return [[rowKeyOf(change), result.data]];
          return result?.isError ? [[rowKeyOf(change), 'failed']] : [];
        }),
      ),
    [expanded, results],
  );
}
