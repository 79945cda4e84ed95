import { displayPath } from '@craftastic/contract/git-path';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { openFile } from '../editor/open-file.ts';

export function Explorer({ sessionId }: { sessionId: string }) {
  const entries = useQuery(orpc.files.list.queryOptions({ input: { sessionId, path: '' } }));
  if (entries.isPending) return <SkeletonRows />;
  if (entries.isError) return <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />;
  return (
    <ul>
      {entries.data.map((entry) => (
        <li key={entry.path}>
          <button
            type="button"
            disabled={entry.type === 'directory'}
            onClick={() => openFile(sessionId, entry.path, { preview: true })}
            className="focus-inset block h-6 w-full truncate px-3 text-left hover:bg-hover"
          >
            {displayPath(entry.name)}
          </button>
        </li>
      ))}
    </ul>
  );
}
