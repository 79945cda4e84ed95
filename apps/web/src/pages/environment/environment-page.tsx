import type { Environment } from '@craftastic/contract/environments';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { PagePending } from '../../app/page-states.tsx';
import { Button } from '../../components/button.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { removeEnvironment } from '../../modules/environments/remove-environment.tsx';
import { MembersSection } from '../../modules/members/members-section.tsx';
import { mayAdmin, WANTS_ADMIN } from '../../modules/members/role.ts';
import { HomeHeader } from '../home/home-header.tsx';
import { NotShownPage } from '../not-shown-page.tsx';
import { SettingsForm } from './settings-form.tsx';
import { WebhookSection } from './webhook-section.tsx';

export function EnvironmentPage() {
  const { environmentId } = useParams({ from: '/app/environments/$environmentId' });
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: environmentId } }));
  useTitle(environment.data?.name);
  return (
    <div className="h-full overflow-y-auto">
      <HomeHeader />
      <main className="mx-auto max-w-170 px-6 pt-6 pb-8">
        <Link to="/" className="inline-flex items-center gap-1.5 rounded-sm text-muted hover:text-text">
          <ArrowLeft aria-hidden size={14} />
          Environments
        </Link>
        {environment.isPending ? (
          <PagePending />
        ) : environment.isError ? (
          <NotShownPage what="environment" error={environment.error} onRetry={() => void environment.refetch()} />
        ) : (
          <>
            <h1 className="mt-2 font-semibold text-2xl tracking-tight">{environment.data.name}</h1>
            <p className="mb-7 break-all text-muted">{environment.data.repositoryUrl}</p>
            {!mayAdmin(environment.data.role) && (
              <p className="mb-6 rounded-lg bg-info-soft px-3 py-2 text-info-text">{WANTS_ADMIN}</p>
            )}
            <fieldset disabled={!mayAdmin(environment.data.role)}>
              <SettingsForm key={environmentId} environment={environment.data} />
            </fieldset>
            {!environment.data.hosted && mayAdmin(environment.data.role) && (
              <WebhookSection environment={environment.data} />
            )}
            <MembersSection environment={environment.data} />
            <Danger environment={environment.data} />
          </>
        )}
      </main>
    </div>
  );
}

function Danger({ environment }: { environment: Environment }) {
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} }));
  const remove = async () => {
    setRemoving(true);
    const own = (sessions.data ?? []).filter((session) => session.environmentId === environment.id);
    const gone = await removeEnvironment(environment, own);
    setRemoving(false);
    if (gone) void navigate({ to: '/' });
  };
  return (
    <section className="mt-6 flex items-center gap-4 rounded-xl border border-border bg-raised p-4">
      <div className="flex-1">
        <h2 className="font-semibold">Remove environment</h2>
        <p className="text-muted">
          {mayAdmin(environment.role) ? 'Its sessions, and this server’s copy of the repository.' : WANTS_ADMIN}
        </p>
      </div>
      <Button
        variant="danger-quiet"
        busy={removing}
        disabled={sessions.isPending || !mayAdmin(environment.role)}
        onClick={() => void remove()}
      >
        Remove environment
      </Button>
    </section>
  );
}
