import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Switch } from '../../components/switch.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { GROUPS } from '../../modules/audit/action-words.ts';
import { AuditTable } from '../../modules/audit/audit-table.tsx';
import { HomeHeader } from '../home/home-header.tsx';
import type { AuditSearch } from './search.ts';

/** Who did what: one's own, all of the environments that one administers, all of the server for who looks after it. */
export function AuditPage() {
  const search = useSearch({ from: '/app/audit' });
  const navigate = useNavigate();
  const environments = useQuery(orpc.environments.list.queryOptions()).data ?? [];
  const log = useInfiniteQuery(
    orpc.audit.list.infiniteOptions({
      input: (before: number | undefined) => ({
        ...(search.environment !== undefined && { environmentId: search.environment }),
        ...(search.group !== undefined && { action: search.group }),
        ...(search.failed && { failed: true }),
        ...(before !== undefined && { before }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.more ? page.entries.at(-1)?.id : undefined),
      // What one has just done is what one looks for.
      staleTime: 0,
    }),
  );
  useTitle('Audit log');
  const narrow = (next: AuditSearch) =>
    void navigate({ to: '/audit', search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)) });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  const isNarrowed = Object.keys(search).length > 0;
  return (
    <div className="h-full overflow-y-auto">
      <HomeHeader />
      <main className="mx-auto max-w-290 px-6 pt-6 pb-8">
        <h1 className="font-semibold text-2xl tracking-tight">Audit log</h1>
        <p className="mb-5 text-muted">
          Logins and everything that changed something, newest first: yours, and all of the environments that you
          administer.
        </p>
        <div className="mb-4 flex flex-wrap items-center gap-3">
          <Select
            label="Environment"
            className="w-56"
            value={search.environment ?? 'all'}
            onChange={(value) => narrow({ ...search, environment: value === 'all' ? undefined : value })}
            options={[
              { value: 'all', label: 'Every environment' },
              ...environments.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Select
            label="Kind"
            className="w-56"
            value={search.group ?? 'all'}
            onChange={(value) => narrow({ ...search, group: value === 'all' ? undefined : value })}
            options={GROUPS}
          />
          <Switch
            label="Only what failed"
            checked={search.failed ?? false}
            onChange={(failed) => narrow({ ...search, failed: failed || undefined })}
          />
        </div>
        {log.isPending ? (
          <SkeletonRows rows={8} className="px-0" />
        ) : log.isError ? (
          <ErrorState error={log.error} onRetry={() => void log.refetch()} />
        ) : entries.length === 0 ? (
          <EmptyState icon={ScrollText} title="Nothing here" className="py-16">
            {isNarrowed
              ? 'Nothing that was done fits these filters.'
              : 'Logins, pushes and changes of members appear here.'}
          </EmptyState>
        ) : (
          <>
            <AuditTable entries={entries} />
            {log.hasNextPage && (
              <div className="mt-4 flex justify-center">
                <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                  Show older entries
                </Button>
              </div>
            )}
          </>
        )}
      </main>
    </div>
  );
}
