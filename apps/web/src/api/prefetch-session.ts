import { orpc } from './client.ts';
import { queryClient } from './query-client.ts';

/**
 * Ask at once for what the session's page shows first, while its code is still being fetched and run: otherwise each is
 * asked for only when what stands around it is drawn, one round trip after the other. Errors are met by who reads them.
 */
export function prefetchSession(sessionId: string): void {
  void queryClient.prefetchQuery(orpc.auth.me.queryOptions());
  void queryClient.prefetchQuery(orpc.sessions.get.queryOptions({ input: { id: sessionId } }));
  void queryClient.prefetchQuery(orpc.files.list.queryOptions({ input: { sessionId, path: '' } }));
  void queryClient.prefetchQuery(orpc.git.status.queryOptions({ input: { sessionId } }));
  void queryClient.prefetchQuery(orpc.terminals.list.queryOptions({ input: { sessionId } }));
}
