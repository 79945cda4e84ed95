import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { orpc } from '../../api/client.ts';
import { PagePending } from '../../app/page-states.tsx';
import { ErrorState } from '../../components/error-state.tsx';

export function EnvironmentPage() {
  const { environmentId } = useParams({ from: '/app/environments/$environmentId' });
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: environmentId } }));
  if (environment.isPending) return <PagePending />;
  if (environment.isError) return <ErrorState error={environment.error} onRetry={() => void environment.refetch()} />;
  return (
    <main className="p-6">
      <h1 className="font-semibold text-xl">{environment.data.name}</h1>
    </main>
  );
}
