import type { Binding } from '@craftastic/contract/bindings';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Boxes, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Pending } from '../../app/page-states.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { BindingDialog } from '../../modules/bindings/binding-dialog.tsx';
import { removeBinding } from '../../modules/bindings/remove-binding.tsx';
import { mayAdmin } from '../../modules/members/role.ts';
import { NamespaceTree } from '../../modules/things/namespace-tree.tsx';
import { useThingsEvents } from '../../modules/things/things-events.ts';
import { HomeHeader } from '../home/home-header.tsx';
import { NamespaceView } from './namespace-view.tsx';
import { Overview } from './overview.tsx';
import type { ThingsSearch } from './search.ts';

/** The explorer of what is synced from git: namespaces at the left, one of them, or all, beside. */
export function ThingsPage() {
  const search = useSearch({ from: '/app/things' });
  const navigate = useNavigate({ from: '/things' });
  const connection = useThingsEvents();
  const bindings = useQuery(orpc.bindings.list.queryOptions({ input: {} }));
  const [editing, setEditing] = useState<Binding | 'new' | null>(null);
  const selected = bindings.data?.find((binding) => binding.ns === search.ns) ?? null;

  const environments = useQuery(orpc.environments.list.queryOptions());
  const mayBind = environments.data?.some(({ role }) => mayAdmin(role)) === true;
  useTitle('Things');
  useCommands(
    useMemo(
      (): Command[] =>
        mayBind
          ? [
              {
                id: 'binding.new',
                title: 'Bind a folder of a repository',
                group: 'Things',
                run: () => setEditing('new'),
              },
            ]
          : [],
      [mayBind],
    ),
  );

  const go = (next: ThingsSearch, replace = false) => void navigate({ search: next, replace });
  const remove = async (binding: Binding) => {
    if (!(await removeBinding(binding))) return;
    await bindings.refetch();
    go({});
  };

  return (
    <div className="flex h-full flex-col">
      <HomeHeader wide />
      <main className="flex min-h-0 flex-1">
        <h1 className="sr-only">Things</h1>
        {bindings.isPending || (bindings.data?.length === 0 && environments.isPending) ? (
          <div className="flex-1">
            <Pending />
          </div>
        ) : bindings.isError ? (
          <div className="flex-1">
            <ErrorState error={bindings.error} onRetry={() => void bindings.refetch()} />
          </div>
        ) : bindings.data.length === 0 ? (
          <div className="flex-1">
            {mayBind || environments.data?.length === 0 ? (
              <FirstBinding onBind={() => setEditing('new')} />
            ) : (
              <EmptyState icon={Boxes} title="No namespaces yet">
                Admins of an environment bind folders of its repository to namespaces; none has done it yet.
              </EmptyState>
            )}
          </div>
        ) : (
          <>
            <section
              aria-label="Namespaces"
              className="flex w-62 shrink-0 flex-col border-r bg-surface max-lg:w-50 max-sm:hidden"
            >
              <header className="flex h-11 shrink-0 items-center pr-2 pl-4">
                <h2 className="flex-1 font-semibold text-sm">Namespaces</h2>
                {mayBind && <IconButton icon={Plus} label="Bind a folder" onClick={() => setEditing('new')} />}
              </header>
              <button
                type="button"
                aria-current={search.ns === undefined ? 'page' : undefined}
                onClick={() => go({})}
                className="mx-2 mb-1 flex h-7 items-center rounded-md pl-5 text-left hover:bg-hover aria-[current=page]:bg-selected aria-[current=page]:font-medium"
              >
                Overview
              </button>
              <div className="min-h-0 flex-1">
                <NamespaceTree
                  bindings={bindings.data}
                  selected={selectedNs(selected, search)}
                  onSelect={(ns, branch) => go({ ns, ...(branch !== undefined && { branch }) })}
                />
              </div>
            </section>
            <div className="min-w-0 flex-1">
              {search.ns === undefined ? (
                <Overview bindings={bindings.data} connection={connection} onOpen={(ns) => go({ ns })} />
              ) : selected ? (
                <NamespaceView
                  key={selected.ns}
                  binding={selected}
                  namespaces={bindings.data.map((binding) => binding.ns)}
                  search={search}
                  connection={connection}
                  onSearch={go}
                  onEdit={() => setEditing(selected)}
                  onRemove={() => void remove(selected)}
                />
              ) : (
                <EmptyState
                  icon={Boxes}
                  title="This namespace is not bound"
                  actions={<Button onClick={() => go({})}>Show all namespaces</Button>}
                >
                  No repository gives {search.ns} its Things; the binding may have been removed.
                </EmptyState>
              )}
            </div>
          </>
        )}
      </main>
      {editing !== null && (
        <BindingDialog
          binding={editing === 'new' ? null : editing}
          bindings={bindings.data ?? []}
          onClose={() => setEditing(null)}
          onSaved={(binding) => {
            setEditing(null);
            void bindings.refetch().then(() => go({ ns: binding.ns }));
          }}
        />
      )}
    </div>
  );
}

/** A branch with a namespace of its own stands in the tree by itself. */
function selectedNs(binding: Binding | null, { ns, branch }: ThingsSearch): string | null {
  return binding?.previews.find((preview) => preview.branch === branch)?.ns ?? ns ?? null;
}

const FirstBinding = ({ onBind }: { onBind: () => void }) => (
  <EmptyState
    icon={Boxes}
    title="Bind a folder of a repository"
    actions={
      <Button variant="primary" size="lg" onClick={onBind}>
        <Plus aria-hidden size={15} />
        Bind a folder
      </Button>
    }
  >
    Its Markdown, YAML and JSON files become Things: typed content that is read by branch, knows the commit that it
    comes from, and follows every push.
  </EmptyState>
);
