import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeftRight } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { PagePending } from '../../app/page-states.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Logo } from '../../components/logo.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { AppComparison } from '../../modules/compare/apps.tsx';
import { ContentComparison } from '../../modules/compare/content.tsx';
import { BranchSwitcher } from '../../modules/preview/branch-switcher.tsx';
import type { CompareSearch } from './search.ts';

const VIEWS = [
  { value: 'apps', label: 'Side by side' },
  { value: 'pictures', label: 'Pictures' },
  { value: 'content', label: 'Content' },
] as const;

/** Two branches of an environment, side by side. */
export function ComparePage() {
  const { environmentId } = useParams({ from: '/app/environments/$environmentId/compare' });
  const search = useSearch({ from: '/app/environments/$environmentId/compare' });
  const navigate = useNavigate({ from: '/environments/$environmentId/compare' });
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: environmentId } }));
  const branches = useQuery(orpc.previews.branches.queryOptions({ input: { environmentId } }));

  useTitle(environment.data && `Compare ${environment.data.name}`);

  const go = useCallback(
    (next: CompareSearch, replace = true) => void navigate({ search: (now) => ({ ...now, ...next }), replace }),
    [navigate],
  );
  const [choosing, setChoosing] = useState<'from' | 'to' | null>(null);
  useCommands(
    useMemo(
      (): Command[] => [
        {
          // As where a session's preview is: also what the keys in a framed page lead to.
          id: 'preview.branch',
          title: 'Compare with another branch',
          group: 'Go',
          shortcut: 'Mod+Shift+B',
          run: () => setChoosing('to'),
        },
        {
          id: 'compare.from',
          title: 'Compare from another branch',
          group: 'Go',
          run: () => setChoosing('from'),
        },
      ],
      [],
    ),
  );
  const onPath = useCallback((path: string) => go({ path }), [go]);

  if (environment.isPending || branches.isPending) return <PagePending />;
  if (environment.isError) return <ErrorState error={environment.error} onRetry={() => void environment.refetch()} />;
  if (branches.isError) return <ErrorState error={branches.error} onRetry={() => void branches.refetch()} />;

  const names = branches.data.map(({ name }) => name);
  const byDefault = branches.data.find(({ isDefault }) => isDefault)?.name ?? names[0];
  const from = search.from ?? byDefault;
  const to = search.to ?? names.find((name) => name !== from);
  const view = search.view ?? 'apps';

  return (
    <div className="flex h-full flex-col">
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-1 gap-y-1 border-b bg-surface px-3 py-1.5">
        <Link to="/" aria-label="Home" className="mr-1 inline-flex rounded-md p-0.5">
          <Logo size={20} />
        </Link>
        <Link
          to="/environments/$environmentId"
          params={{ environmentId }}
          className="max-w-50 truncate rounded-md px-1.5 py-0.5 text-muted hover:bg-hover hover:text-text"
        >
          {environment.data.name}
        </Link>
        <h1 className="sr-only">Compare two branches</h1>
        <span aria-hidden className="text-faint">
          /
        </span>
        {from !== undefined && (
          <BranchSwitcher
            environmentId={environmentId}
            label={`From ${from}`}
            open={choosing === 'from'}
            onOpenChange={(open) => setChoosing(open ? 'from' : null)}
            own={null}
            branch={from}
            view={view === 'content' ? 'content' : 'app'}
            onBranch={(branch) => go({ from: branch, fromPort: undefined }, false)}
            onSession={(sessionId) => void navigate({ to: '/sessions/$sessionId', params: { sessionId } })}
          />
        )}
        {from !== undefined && to !== undefined && (
          <IconButton
            icon={ArrowLeftRight}
            label="Swap the two"
            size="sm"
            onClick={() => go({ from: to, to: from, fromPort: search.toPort, toPort: search.fromPort })}
          />
        )}
        {to !== undefined && (
          <BranchSwitcher
            environmentId={environmentId}
            label={`To ${to}`}
            open={choosing === 'to'}
            onOpenChange={(open) => setChoosing(open ? 'to' : null)}
            own={null}
            branch={to}
            view={view === 'content' ? 'content' : 'app'}
            onBranch={(branch) => go({ to: branch, toPort: undefined }, false)}
            onSession={(sessionId) => void navigate({ to: '/sessions/$sessionId', params: { sessionId } })}
          />
        )}
        <span className="flex-1" />
        <Segmented
          value={view}
          onChange={(next) => go({ view: next === 'apps' ? undefined : next })}
          options={VIEWS}
          label="What is compared"
        />
      </header>
      <main className="min-h-0 flex-1">
        {from === undefined || to === undefined ? (
          <EmptyState title="There is only one branch">Make another one, and compare them here.</EmptyState>
        ) : view === 'content' ? (
          <ContentComparison
            environmentId={environmentId}
            from={from}
            to={to}
            ns={search.ns}
            id={search.id}
            onNs={(ns) => go({ ns, id: undefined })}
            onId={(id) => go({ id })}
          />
        ) : (
          <AppComparison
            environmentId={environmentId}
            from={from}
            to={to}
            path={search.path ?? '/'}
            ports={{ from: search.fromPort ?? null, to: search.toPort ?? null }}
            pictures={view === 'pictures'}
            onPath={onPath}
            onPort={(side, port) => go(side === 'from' ? { fromPort: port } : { toPort: port })}
          />
        )}
      </main>
    </div>
  );
}
