import type { Session } from '@craftastic/contract/sessions';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Skeleton, SkeletonRows } from '../../components/skeleton.tsx';
import { EnvironmentCard } from '../../modules/environments/environment-card.tsx';
import { NewEnvironmentDialog, type NewEnvironmentKind } from '../../modules/environments/new-environment-dialog.tsx';
import { FirstRun } from './first-run.tsx';
import { HomeHeader } from './home-header.tsx';

const NO_SESSIONS: readonly Session[] = [];

export function HomePage() {
  const environments = useQuery(orpc.environments.list.queryOptions());
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} }));
  const [creating, setCreating] = useState<NewEnvironmentKind | null>(null);

  // The next page is most likely a session: its code is there when one is chosen.
  useEffect(() => {
    const handle = setTimeout(() => void import('../session/session-page.tsx'), 300);
    return () => clearTimeout(handle);
  }, []);

  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'environment.clone',
          title: 'Clone a repository',
          group: 'Environments',
          run: () => setCreating('clone'),
        },
        { id: 'environment.empty', title: 'New repository', group: 'Environments', run: () => setCreating('empty') },
      ],
      [],
    ),
  );

  // The newest first, and so it stays: a list that sorts itself by use moves under the pointer.
  const ordered = useMemo(
    () => environments.data?.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    [environments.data],
  );
  const byEnvironment = useMemo(
    () =>
      Map.groupBy(
        (sessions.data ?? NO_SESSIONS).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
        (session) => session.environmentId,
      ),
    [sessions.data],
  );
  const failed = environments.isError ? environments : sessions.isError ? sessions : null;

  return (
    <div className="h-full overflow-y-auto">
      <HomeHeader />
      <main className="mx-auto max-w-290 px-6 pt-6 pb-16">
        {(failed || !ordered || sessions.isPending) && <h1 className="sr-only">Environments</h1>}
        {failed ? (
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
        ) : !ordered || sessions.isPending ? (
          <Loading />
        ) : ordered.length === 0 ? (
          <FirstRun onBegin={setCreating} />
        ) : (
          <>
            <div className="mb-4 flex items-center gap-3">
              <h1 className="flex-1 font-semibold text-xl tracking-tight">Environments</h1>
              <Button variant="primary" onClick={() => setCreating('clone')}>
                <Plus aria-hidden size={14} />
                New environment
              </Button>
            </div>
            <div className="flex flex-col gap-5">
              {ordered.map((environment) => (
                <EnvironmentCard
                  key={environment.id}
                  environment={environment}
                  sessions={byEnvironment.get(environment.id) ?? NO_SESSIONS}
                />
              ))}
            </div>
          </>
        )}
      </main>
      <NewEnvironmentDialog kind={creating} onKind={setCreating} />
    </div>
  );
}

const Loading = () => (
  <>
    <Skeleton className="mb-6 h-5 w-40" />
    <div className="rounded-xl border border-border bg-raised">
      <SkeletonRows rows={5} className="p-5" />
    </div>
  </>
);
