import type { EffectiveRole } from '@craftastic/contract/access';
import type { Binding } from '@craftastic/contract/bindings';
import type { Saved } from '@craftastic/contract/thing-edits';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { useCallback, useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import type { ConnectionState } from '../../api/subscribe.ts';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useMedia } from '../../hooks/use-media.ts';
import { mayWrite } from '../../modules/members/role.ts';
import { ConflictView } from '../../modules/thing-edit/conflict-view.tsx';
import { ThingEditor } from '../../modules/thing-edit/thing-editor.tsx';
import { WaitingEdits } from '../../modules/thing-edit/waiting-edits.tsx';
import { PastBanner } from '../../modules/things/as-of.tsx';
import { Changes } from '../../modules/things/changes.tsx';
import { DraftBanner } from '../../modules/things/draft-banner.tsx';
import { EventLog } from '../../modules/things/event-log.tsx';
import { FilesView } from '../../modules/things/files-view.tsx';
import { COMMIT, momentName } from '../../modules/things/moment.ts';
import { nsOfId } from '../../modules/things/namespace-rows.ts';
import { isDraft, placeOf, type Viewed } from '../../modules/things/place.ts';
import { Problems } from '../../modules/things/problems.tsx';
import { SyncFailed } from '../../modules/things/sync-state.tsx';
import { ThingList } from '../../modules/things/thing-list.tsx';
import { ThingView } from '../../modules/things/thing-view.tsx';
import { branchSearch, type ThingsSearch, without } from './search.ts';

/** Below this there is room for the list or for a Thing, not for both. */
const NARROW = '(max-width: 1099px)';

export interface BranchViewProps {
  binding: Binding;
  /** In its environment; undefined until that is known. */
  role: EffectiveRole | undefined;
  namespaces: readonly string[];
  search: ThingsSearch;
  connection: ConnectionState;
  onSearch: (search: ThingsSearch, replace?: boolean) => void;
  context: Viewed;
  /** Those that can be compared with. */
  branches: readonly string[];
}

/** What there is of a namespace in a branch or a draft, now or as it was. */
export function BranchView({
  binding,
  role,
  namespaces,
  search,
  connection,
  onSearch,
  context,
  branches,
}: BranchViewProps) {
  const narrow = useMedia(NARROW);
  const { ns } = binding;
  const view = search.view ?? 'things';
  const mayEdit = role !== undefined && mayWrite(role);
  const draft = isDraft(context);
  const isDefault = !draft && context.isDefault;
  const at = draft ? undefined : search.at;
  // A draft differs from its own branch by what is not pushed, and from the default one by what the branch is for.
  const against = draft
    ? [...new Set([binding.defaultBranch, context.branch])].filter((each) => branches.includes(each))
    : [binding.defaultBranch];
  const [chosen, setChosen] = useState<string>();
  const from = chosen !== undefined && against.includes(chosen) ? chosen : (against[0] ?? binding.defaultBranch);
  const diff = useQuery({
    ...orpc.things.diff.queryOptions({
      input:
        at !== undefined
          ? { ns, from: context.branch, fromAt: at, to: context.branch }
          : { ns, from, ...(draft ? { toSession: context.session.id } : { to: context.branch }) },
    }),
    enabled: (at !== undefined || !isDefault) && context.commit !== null && against.length > 0,
    placeholderData: keepPreviousData,
  });
  // What differs since then is asked for from then, so it also tells that there is no such state.
  const past = diff.isError ? errorOf(diff.error) : null;
  const changes = diff.data && diff.data.added.length + diff.data.changed.length + diff.data.removed.length;

  const open = useCallback(
    (id: string) => {
      const home = nsOfId(id, namespaces);
      if (home === null || home === ns) onSearch({ ...without(search, 'version', 'view'), id });
      // Another namespace has other branches: its default one.
      else onSearch({ ns: home, id, ...(at !== undefined && !COMMIT.test(at) && { at }) });
    },
    [at, namespaces, ns, onSearch, search],
  );
  const views: { view: ThingsSearch['view'] | 'things'; label: string; count: number | undefined }[] = [
    { view: 'things', label: 'Things', count: at === undefined ? context.things : undefined },
    ...(at !== undefined
      ? [{ view: 'changes' as const, label: 'Since then', count: changes }]
      : isDefault
        ? []
        : [{ view: 'changes' as const, label: 'Changes', count: changes }]),
    { view: 'files', label: 'Files', count: undefined },
    // What is wrong with files is known of now alone.
    ...(at === undefined ? [{ view: 'problems' as const, label: 'Problems', count: context.diagnostics }] : []),
    { view: 'events', label: 'Events', count: undefined },
  ];
  const shown = views.some((each) => each.view === view) ? view : 'things';

  const list = (
    <ThingList
      context={context}
      at={at}
      // Letters are for what the branch changes; what came since then has its own list.
      diff={at === undefined ? diff.data : undefined}
      type={search.type}
      selected={search.id}
      onType={(type) => onSearch({ ...without(search, 'type'), ...(type !== undefined && { type }) }, true)}
      onOpen={(id) => onSearch({ ...without(search, 'version'), id }, search.id !== undefined && !narrow)}
    />
  );
  const saved = (to: Saved) => {
    // Where no context follows the new branch, there is nothing of it to be seen.
    const isThere = to.branch === context.branch || to.synced;
    onSearch({
      ...without(search, 'edit', 'view', 'version', 'branch'),
      ...(isThere && { id: to.$id }),
      ...branchSearch(isThere ? to.branch : context.branch, binding),
    });
  };
  const thing = search.id !== undefined && (
    <ThingView
      key={search.id}
      binding={binding}
      place={placeOf(context)}
      at={at}
      mayEdit={mayEdit}
      id={search.id}
      version={search.version}
      onOpen={open}
      onVersion={(version) => onSearch({ ...without(search, 'version'), ...(version !== undefined && { version }) })}
      onEdit={(edit) => onSearch({ ...search, edit })}
      onMoved={saved}
      onDeleted={() => onSearch(without(search, 'id', 'version'), true)}
      onBack={narrow ? () => onSearch(without(search, 'id', 'version')) : undefined}
    />
  );

  if (search.edit !== undefined && search.id !== undefined && !draft && at === undefined) {
    const id = search.id;
    const edited = { ns, branch: context.branch, id };
    const close = () => onSearch(without(search, 'edit', 'view', 'version'));
    return (
      <div className="min-h-0 flex-1 border-t">
        {search.edit === 'conflict' ? (
          <ConflictView key={id} {...edited} onSaved={saved} onClose={close} />
        ) : (
          <ThingEditor
            key={id}
            {...edited}
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
            onClick={() =>
              onSearch({ ...without(search, 'view', 'path'), ...(each.view !== 'things' && { view: each.view }) })
            }
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
      ) : at !== undefined ? (
        <PastBanner
          branch={context.branch}
          at={at}
          missing={past !== null && past.code === 'NOT_FOUND' ? past.message : null}
          onNow={() => onSearch(without(search, 'at', 'version', ...(shown === 'files' ? [] : ['view' as const])))}
        />
      ) : (
        <WaitingEdits
          ns={ns}
          branch={context.branch}
          onResolve={(id) => onSearch({ ...search, id, edit: 'conflict' })}
        />
      )}
      {at === undefined && <SyncFailed context={context} />}
      <div className="min-h-0 flex-1">
        {shown === 'changes' ? (
          <Changes
            ns={ns}
            diff={diff}
            against={at === undefined ? against : []}
            names={at === undefined ? undefined : { from: momentName(at), to: 'Now' }}
            onAgainst={setChosen}
            onOpen={(id, side) =>
              onSearch({
                ns,
                id,
                ...(side.session !== null ? { session: side.session } : branchSearch(side.branch, binding)),
                ...(at !== undefined && side === diff.data?.from && { at }),
              })
            }
          />
        ) : shown === 'files' ? (
          <FilesView
            context={context}
            at={at}
            folder={binding.path}
            environmentId={binding.environmentId}
            path={search.path ?? ''}
            narrow={narrow}
            onPath={(path) => onSearch({ ...without(search, 'path'), ...(path !== '' && { path }) })}
            onThing={(id) => onSearch({ ...without(search, 'view', 'path', 'version'), id })}
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
