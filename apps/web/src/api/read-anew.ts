import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * What is below the key has changed: what is on the screen of it is asked for again, the rest when it is shown. A first
 * answer that is on its way may be older than the change, and TanStack lets it come and stand: it is asked for once more.
 */
export function readAnew(queries: QueryClient, queryKey: QueryKey): void {
  for (const query of queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue;
    const again = () => queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    void query.promise?.then(again, () => {});
  }
  void queries.invalidateQueries({ queryKey });
}
