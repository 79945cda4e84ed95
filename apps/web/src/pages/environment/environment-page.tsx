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
import { OwnershipOffer } from '../../modules/members/ownership-offer.tsx';
import { mayAdmin, WANTS_ADMIN } from '../../modules/members/role.ts';
import { HomeHeader } from '../home/home-header.tsx';
import { NotShownPage } from '../not-shown-page.tsx';
import { SettingsForm } from './settings-form.tsx';
import { SettingsNav, type SettingsPart } from './settings-nav.tsx';
import { WebhookSection } from './webhook-section.tsx';

const FORM: readonly SettingsPart[] = [
  { id: 'general', title: 'General' },
  { id: 'sandbox', title: 'Sandbox' },
  { id: 'dev-server', title: 'Dev server' },
  { id: 'new-sessions', title: 'New sessions' },
];
const REST: readonly SettingsPart[] = [
  { id: 'members', title: 'Members' },
  { id: 'remove', title: 'Remove' },
];
const HOSTED = [...FORM, { id: 'pushes', title: 'Pushes' }, ...REST];
const REMOTE = [...FORM, { id: 'webhook', title: 'Webhook' }, ...REST];
const READ_ONLY = [...FORM, ...REST];

export function EnvironmentPage() {
  const { environmentId } = useParams({ from: '/app/environments/$environmentId' });
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: environmentId } }));
  useTitle(environment.data?.name);
  return (
    <div className="h-full overflow-y-auto">
      <HomeHeader />
      {environment.isPending ? (
        <PagePending />
      ) : environment.isError ? (
        <main className="px-6 py-16">
          <NotShownPage what="environment" error={environment.error} onRetry={() => void environment.refetch()} />
        </main>
      ) : (
        <main className="mx-auto grid max-w-170 gap-x-10 px-6 pt-6 pb-8 lg:max-w-290 lg:grid-cols-[10rem_minmax(0,42rem)]">
          <SettingsNav
            parts={environment.data.hosted ? HOSTED : mayAdmin(environment.data.role) ? REMOTE : READ_ONLY}
          />
          <div>
            <Link to="/" className="inline-flex items-center gap-1.5 rounded-sm text-muted hover:text-text">
              <ArrowLeft aria-hidden size={14} />
              Environments
            </Link>
            <h1 className="mt-2 font-semibold text-2xl tracking-tight">{environment.data.name}</h1>
            <p className="mb-7 break-all text-muted">{environment.data.repositoryUrl}</p>
            <OwnershipOffer environment={environment.data} />
            {!mayAdmin(environment.data.role) && (
              <p className="mb-6 rounded-lg bg-info-soft px-3 py-2 text-info-text">{WANTS_ADMIN}</p>
            )}
            <fieldset disabled={!mayAdmin(environment.data.role)}>
              <SettingsForm key={environmentId} environment={environment.data} />
            </fieldset>
            {!environment.data.hosted && mayAdmin(environment.data.role) && (
              <div id="webhook" className="scroll-mt-19">
                <WebhookSection environment={environment.data} />
              </div>
            )}
            <div id="members" className="scroll-mt-19">
              <MembersSection environment={environment.data} />
            </div>
            <div id="remove" className="scroll-mt-19">
              <Danger environment={environment.data} />
            </div>
          </div>
        </main>
      )}
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
