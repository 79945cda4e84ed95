import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { orpc } from '../../api/client.ts';
import { onFilesChanged } from '../../api/session-events.ts';
import { type Listing, parentOf, shownDirectories, sortEntries } from './tree.ts';

/** From asking ahead to drawing, on a slow machine. */
const ASKED_AHEAD_MS = 3000;

/** The entries of every directory in sight, read once and again only when something in it came or went. */
export function useListings(sessionId: string, expanded: ReadonlySet<string>) {
  const queries = useQueryClient();
  const directories = useMemo(() => shownDirectories(expanded), [expanded]);
  const results = useQueries({
    queries: directories.map((path) => ({
      ...orpc.files.list.queryOptions({ input: { sessionId, path } }),
      select: sortEntries,
      staleTime: Number.POSITIVE_INFINITY,
      // A directory that was shut and is opened again may have changed unseen; one that was asked for ahead has not.
      refetchOnMount: (query: { state: { dataUpdatedAt: number } }) =>
        Date.now() - query.state.dataUpdatedAt > ASKED_AHEAD_MS && ('always' as const),
    })),
  });

  useEffect(
    () =>
      onFilesChanged(sessionId, (paths) => {
        const all = paths === null || paths.some(({ path }) => path.endsWith('.gitignore'));
        if (all) {
          void queries.invalidateQueries({ queryKey: orpc.files.list.key({ input: { sessionId } }) });
          return;
        }
        // The content of a file shows nowhere in the tree.
        const touched = new Set(paths.filter(({ kind }) => kind !== 'changed').map(({ path }) => parentOf(path)));
        for (const path of touched) {
          void queries.invalidateQueries({ queryKey: orpc.files.list.queryKey({ input: { sessionId, path } }) });
        }
      }),
    [sessionId, queries],
  );

  const listings = new Map<string, Listing>();
  for (const [at, path] of directories.entries()) {
    const result = results[at];
    if (result) listings.set(path, { entries: result.data, error: result.error });
  }
  return { listings, root: results[0] };
}
