import { useQuery } from '@tanstack/react-query';
import { SquareTerminal } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';

export function TerminalPanel({ sessionId }: { sessionId: string }) {
  const terminals = useQuery(orpc.terminals.list.queryOptions({ input: { sessionId } }));
  return (
    <EmptyState
      icon={SquareTerminal}
      title={terminals.data?.length ? `${terminals.data.length} open` : 'No terminal'}
    />
  );
}
