import { displayPath } from '@craftastic/contract/git-path';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';

export function GitPanel({ sessionId }: { sessionId: string }) {
  const status = useQuery(orpc.git.status.queryOptions({ input: { sessionId } }));
  if (status.isPending) return <SkeletonRows />;
  if (status.isError) return <ErrorState error={status.error} onRetry={() => void status.refetch()} />;
  if (status.data.changes.length === 0) return <EmptyState icon={Check} title="No changes" />;
  return (
    <ul className="p-2">
      {status.data.changes.map((change) => (
        <li key={`${change.group} ${change.path}`} className="truncate">
          {displayPath(change.path)}
        </li>
      ))}
    </ul>
  );
}
