import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { orpc } from '../../api/client.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';

export function HomePage() {
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} }));
  if (sessions.isPending) return <SkeletonRows />;
  if (sessions.isError) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  return (
    <main className="p-6">
      <h1 className="font-semibold text-xl">Sessions</h1>
      <ul>
        {sessions.data.map((session) => (
          <li key={session.id}>
            <Link to="/sessions/$sessionId" params={{ sessionId: session.id }}>
              {session.name}
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
