import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { ScreenView } from '../terminal/screen-view.tsx';
import { useStartDevServer } from './start-branch.ts';

/** The dev server's terminal of a session that is not the page's own: its log, and a place to answer it. */
export function DevLog({ sessionId, terminalId }: { sessionId: string; terminalId: string }) {
  const terminals = useQuery(orpc.terminals.list.queryOptions({ input: { sessionId } }));
  const start = useStartDevServer();
  const terminal = terminals.data?.find(({ id }) => id === terminalId);
  if (terminals.isPending) return <SkeletonRows rows={3} />;
  if (!terminal) return <EmptyState title="The log is gone">Its terminal was closed.</EmptyState>;
  return (
    <ScreenView
      key={terminal.id}
      sessionId={sessionId}
      terminal={terminal}
      shown
      autoFocus={false}
      onRestart={() => start.mutate({ sessionId })}
      onClose={() => {}}
    />
  );
}
