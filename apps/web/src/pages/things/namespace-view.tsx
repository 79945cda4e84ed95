import type { Binding } from '@craftastic/contract/bindings';
import { displayPath } from '@craftastic/contract/git-path';
import type { Saved } from '@craftastic/contract/thing-edits';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Ellipsis, FileText, Plus, Settings2, Trash2 } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import type { ConnectionState } from '../../api/subscribe.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { DropdownMenu } from '../../components/menu.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useMedia } from '../../hooks/use-media.ts';
import { ConflictView } from '../../modules/thing-edit/conflict-view.tsx';
import { NewThingDialog } from '../../modules/thing-edit/new-thing-dialog.tsx';
import { ThingEditor } from '../../modules/thing-edit/thing-editor.tsx';
import { WaitingEdits } from '../../modules/thing-edit/waiting-edits.tsx';
import { BranchSwitcher } from '../../modules/things/branch-switcher.tsx';
import { Changes } from '../../modules/things/changes.tsx';
import { DraftBanner } from '../../modules/things/draft-banner.tsx';
import { EventLog } from '../../modules/things/event-log.tsx';
import { nsOfId, shortNs } from '../../modules/things/namespace-rows.ts';
import { OpenPreview } from '../../modules/things/open-preview.tsx';
import { isDraft, placeOf, type Viewed } from '../../modules/things/place.ts';
import { Problems } from '../../modules/things/problems.tsx';
import { Resync, SyncFailed, SyncState } from '../../modules/things/sync-state.tsx';
import { ThingList } from '../../modules/things/thing-list.tsx';
import { ThingView } from '../../modules/things/thing-view.tsx';
import { useDraftEvents } from '../../modules/things/things-events.ts';
import type { ThingsSearch } from './search.ts';

/** Below this there is room for the list or for a Thing, not for both. */
const NARROW = '(max-width: 1099px)';

interface NamespaceViewProps {
  binding: Binding;
  namespaces: readonly string[];
  search: ThingsSearch;
  connection: ConnectionState;
  onSearch: (search: ThingsSearch, replace?: boolean) => void;
  onEdit: () => void;
  onRemove: () => void;
}

/** A namespace in one branch. */
export function NamespaceView(props: NamespaceViewProps) {
  const { binding, search, onSearch, onEdit, onRemove } = props;
  const { ns } = binding;
  const contexts = useQuery(orpc.bindings.branches.queryOptions({ input: { ns } }));
  const drafts = useQuery(orpc.bindings.drafts.queryOptions({ input: { ns } }));
  useDraftEvents(search.session);
  const branch = search.branch ?? binding.defaultBranch;
  const active = contexts.data?.filter((each) => each.status === 'active') ?? [];
  const draft = drafts.data?.find((each) => each.session.id === search.session);
  const context: Viewed | undefined =
    search.session === undefined ? active.find((each) => each.branch === branch) : draft;
  const [adding, setAdding] = useState(false);
  const canAdd = context !== undefined && !isDraft(context) && binding.syncMode !== 'pull';
  useCommands(
    useMemo(
      (): Command[] =>
        canAdd ? [{ id: 'thing.new', title: 'New Thing', group: 'Things', run: () => setAdding(true) }] : [],
      [canAdd],
    ),
  );
  const waiting = contexts.isPending || (search.session !== undefined && drafts.isPending);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
        <div className="min-w-44 flex-1">
          <h2 className="truncate font-semibold text-lg leading-5 tracking-tight">{shortNs(ns)}</h2>
          <p className="truncate text-muted text-sm" title={binding.repositoryUrl}>
            {binding.repositoryUrl.replace(/^https?:\/\//, '')}
            {binding.path !== '' && <span className="text-text"> {displayPath(binding.path)}</span>}
          </p>
        </div>
        {context && <SyncState context={context} />}
        {context?.commit != null && (
          <OpenPreview
            ns={ns}
            place={placeOf(context)}
            label={`Preview ${isDraft(context) ? 'the draft' : context.branch}`}
          />
        )}
        {contexts.data && (
          <BranchSwitcher
            contexts={contexts.data}
            drafts={drafts.data ?? []}
            branch={branch}
            draft={draft}
            onOpen={() => void drafts.refetch()}
            onBranch={(next) =>
              // The same Thing, as the other branch has it.
              onSearch({
                ...without(search, 'branch', 'session', 'version'),
                ...(!next.isDefault && { branch: next.branch }),
              })
            }
            onDraft={(next) =>
              onSearch({ ...without(search, 'branch', 'session', 'version'), session: next.session.id })
            }
          />
        )}
        {canAdd && (
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden size={13} />
            New Thing
          </Button>
        )}
        <DropdownMenu
          items={[
            { label: 'Change binding', icon: Settings2, onSelect: onEdit },
            'separator',
            { label: 'Remove binding', icon: Trash2, danger: true, onSelect: onRemove },
          ]}
        >
          <button
            type="button"
            aria-label={`More for ${shortNs(ns)}`}
            className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text data-[state=open]:bg-hover"
          >
            <Ellipsis aria-hidden size={16} />
          </button>
        </DropdownMenu>
      </header>
      {waiting ? (
        <SkeletonRows rows={6} className="p-4" />
      ) : contexts.isError ? (
        <ErrorState error={contexts.error} onRetry={() => void contexts.refetch()} />
      ) : context ? (
        <Branch {...props} context={context} branches={active.map((each) => each.branch)} />
      ) : search.session !== undefined ? (
        <EmptyState
          title="This draft is gone"
          actions={<Button onClick={() => onSearch(without(search, 'session', 'version'))}>Show {branch}</Button>}
          className="border-t"
        >
          Its session was removed, or has no content of this namespace yet.
        </EmptyState>
      ) : (
        <EmptyState title={`${branch} is not here`} actions={<Resync ns={ns} />} className="border-t">
          {branch === binding.defaultBranch
            ? 'The repository has no such branch yet. It is synced when it is pushed.'
            : 'No branch of this name is synced: it was deleted or merged, or the binding’s patterns leave it out.'}
        </EmptyState>
      )}
      {adding && (
        <NewThingDialog
          ns={ns}
          branch={branch}
          folder={binding.path}
          onSaved={(saved) => {
            setAdding(false);
            if (saved.synced) onSearch({ ns, id: saved.$id, edit: 'form', ...branchSearch(saved.branch, binding) });
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}

function Branch({
  binding,
  namespaces,
  search,
  connection,
  onSearch,
  context,
  branches,
}: NamespaceViewProps & { context: Viewed; branches: readonly string[] }) {
  const narrow = useMedia(NARROW);
  const { ns } = binding;
  const view = search.view ?? 'things';
  const draft = isDraft(context);
  const isDefault = !draft && context.isDefault;
  // A draft differs from its own branch by what is not pushed, and from the default one by what the branch is for.
  const against = draft
    ? [...new Set([binding.defaultBranch, context.branch])].filter((each) => branches.includes(each))
    : [binding.defaultBranch];
  const [chosen, setChosen] = useState<string>();
  const from = chosen !== undefined && against.includes(chosen) ? chosen : (against[0] ?? binding.defaultBranch);
  const diff = useQuery({
    ...orpc.things.diff.queryOptions({
      input: { ns, from, ...(draft ? { toSession: context.session.id } : { to: context.branch }) },
    }),
    enabled: !isDefault && context.commit !== null && against.length > 0,
    placeholderData: keepPreviousData,
  });
  const changes = diff.data && diff.data.added.length + diff.data.changed.length + diff.data.removed.length;

  const open = useCallback(
    (id: string) => {
      const home = nsOfId(id, namespaces);
      if (home === null || home === ns) onSearch({ ...without(search, 'version', 'view'), id });
      // Another namespace has other branches: its default one.
      else onSearch({ ns: home, id });
    },
    [namespaces, ns, onSearch, search],
  );
  const views: { view: ThingsSearch['view'] | 'things'; label: string; count: number | undefined }[] = [
    { view: 'things', label: 'Things', count: context.things },
    ...(isDefault ? [] : [{ view: 'changes' as const, label: 'Changes', count: changes }]),
    { view: 'problems', label: 'Problems', count: context.diagnostics },
    { view: 'events', label: 'Events', count: undefined },
  ];
  const shown = views.some((each) => each.view === view) ? view : 'things';

  const list = (
    <ThingList
      context={context}
      diff={diff.data}
      type={search.type}
      selected={search.id}
      onType={(type) => onSearch({ ...without(search, 'type'), ...(type !== undefined && { type }) }, true)}
      onOpen={(id) => onSearch({ ...without(search, 'version'), id }, search.id !== undefined && !narrow)}
    />
  );
  const thing = search.id !== undefined && (
    <ThingView
      key={search.id}
      binding={binding}
      place={placeOf(context)}
      id={search.id}
      version={search.version}
      onOpen={open}
      onVersion={(version) => onSearch({ ...without(search, 'version'), ...(version !== undefined && { version }) })}
      onEdit={(edit) => onSearch({ ...search, edit })}
      onDeleted={() => onSearch(without(search, 'id', 'version'), true)}
      onBack={narrow ? () => onSearch(without(search, 'id', 'version')) : undefined}
    />
  );

  if (search.edit !== undefined && search.id !== undefined && !draft) {
    const id = search.id;
    const edited = { ns, branch: context.branch, id };
    const close = () => onSearch(without(search, 'edit', 'view', 'version'));
    const saved = (to: Saved) =>
      onSearch({
        ...without(search, 'edit', 'view', 'version', 'branch'),
        id: to.$id,
        // Where no context follows the new branch, there is nothing of it to be seen.
        ...branchSearch(to.branch !== context.branch && to.synced ? to.branch : context.branch, binding),
      });
    return (
      <div className="min-h-0 flex-1 border-t">
        {search.edit === 'conflict' ? (
          <ConflictView key={id} {...edited} onSaved={saved} onClose={close} />
        ) : (
          <ThingEditor
            key={id}
            {...edited}
            folder={binding.path}
            onSaved={saved}
            onConflict={() => onSearch({ ...search, edit: 'conflict' }, true)}
            onClose={close}
          />
        )}
      </div>
    );
  }

  return (
    <>
      <nav aria-label="Of this branch" className="flex shrink-0 gap-4 border-b px-4">
        {views.map((each) => (
          <button
            key={each.view}
            type="button"
            aria-current={each.view === shown ? 'page' : undefined}
            onClick={() => onSearch({ ...without(search, 'view'), ...(each.view !== 'things' && { view: each.view }) })}
            className="-mb-px flex h-8 items-center gap-1.5 border-transparent border-b-2 text-muted transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
          >
            {each.label}
            {each.count !== undefined && (
              <span
                className={cn(
                  'text-sm tabular-nums',
                  each.view === 'problems' && each.count > 0 ? 'text-danger-text' : 'text-faint',
                )}
              >
                {each.count.toLocaleString()}
              </span>
            )}
          </button>
        ))}
      </nav>
      {draft ? (
        <DraftBanner draft={context} />
      ) : (
        <WaitingEdits
          ns={ns}
          branch={context.branch}
          onResolve={(id) => onSearch({ ...search, id, edit: 'conflict' })}
        />
      )}
      <SyncFailed context={context} />
      <div className="min-h-0 flex-1">
        {shown === 'changes' ? (
          <Changes
            ns={ns}
            diff={diff}
            against={against}
            onAgainst={setChosen}
            onOpen={(id, { branch, session }) =>
              onSearch({
                ns,
                id,
                ...(session !== null ? { session } : branch !== binding.defaultBranch && { branch }),
              })
            }
          />
        ) : shown === 'problems' ? (
          <Problems context={context} environmentId={binding.environmentId} />
        ) : shown === 'events' ? (
          <EventLog
            connection={connection}
            filter={(event) =>
              event.type === 'things.synced' ? event.ns === ns : event.environmentId === binding.environmentId
            }
          />
        ) : narrow ? (
          thing || list
        ) : (
          <div className="flex h-full min-h-0">
            <div className="w-90 shrink-0 border-r">{list}</div>
            <div className="min-w-0 flex-1">
              {thing || (
                <EmptyState icon={FileText} title="Choose a Thing">
                  Its page, its data, where it comes from, and how it came to be so.
                </EmptyState>
              )}
            </div>
          </div>
        )}
      </div>
    </>
  );
}

/** The default branch is not in the address. */
const branchSearch = (branch: string, { defaultBranch }: Binding) => (branch === defaultBranch ? {} : { branch });

function without<K extends keyof ThingsSearch>(search: ThingsSearch, ...keys: K[]): Omit<ThingsSearch, K> {
  const rest = { ...search };
  for (const key of keys) delete rest[key];
  return rest;
}
