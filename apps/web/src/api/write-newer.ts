import type { QueryClient, QueryKey, Updater } from '@tanstack/react-query';

/**
 * Put into the cache what an event told. An answer on its way may be older than the event and would overwrite it: it is
 * called off and asked for anew, also where nothing shows it yet, as when a page asks ahead.
 */
export function writeNewer<T>(queries: QueryClient, key: QueryKey, value: Updater<T | undefined, T | undefined>): void {
  const asking = queries.isFetching({ queryKey: key, exact: true }) > 0;
  // First the value: a query without one is left to its first answer.
  queries.setQueryData<T>(key, value);
  if (asking) void queries.invalidateQueries({ queryKey: key, exact: true, refetchType: 'all' });
}
