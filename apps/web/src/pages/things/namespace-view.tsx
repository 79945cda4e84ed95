import { displayPath } from '@craftastic/contract/git-path';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Plus, Settings2, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { DropdownMenu } from '../../components/menu.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { SYNC_MODES } from '../../modules/bindings/sync-modes.ts';
import { mayAdmin, mayWrite, useRole, WANTS_WRITE } from '../../modules/members/role.ts';
import { NewThingDialog } from '../../modules/thing-edit/new-thing-dialog.tsx';
import { AsOf } from '../../modules/things/as-of.tsx';
import { BranchSwitcher } from '../../modules/things/branch-switcher.tsx';
import { COMMIT } from '../../modules/things/moment.ts';
import { shortNs } from '../../modules/things/namespace-rows.ts';
import { OpenPreview } from '../../modules/things/open-preview.tsx';
import { isDraft, placeOf, type Viewed } from '../../modules/things/place.ts';
import { Resync, SyncState } from '../../modules/things/sync-state.tsx';
import { useDraftEvents } from '../../modules/things/things-events.ts';
import { BranchView, type BranchViewProps } from './branch-view.tsx';
import { branchSearch, without } from './search.ts';

interface NamespaceViewProps
  extends Pick<BranchViewProps, 'binding' | 'namespaces' | 'search' | 'connection' | 'onSearch'> {
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
  // A draft is only as it is now: each save takes the place of the one before.
  const at = search.session === undefined ? search.at : undefined;
  const role = useRole(binding.environmentId);
  const mayEdit = role !== undefined && mayWrite(role);
  const canAdd =
    mayEdit && context !== undefined && !isDraft(context) && at === undefined && binding.syncMode !== 'pull';
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
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 max-lg:gap-x-2">
        <div className="min-w-44 flex-1 max-lg:basis-full">
          <div className="flex items-center gap-2">
            <h2 className="truncate font-semibold text-lg leading-5 tracking-tight">{shortNs(ns)}</h2>
            {role !== undefined && !mayEdit && (
              <Tooltip content={WANTS_WRITE}>
                <Badge tabIndex={0}>read only</Badge>
              </Tooltip>
            )}
          </div>
          <p className="truncate text-muted text-sm" title={binding.repositoryUrl}>
            {binding.repositoryUrl.replace(/^https?:\/\//, '')}
            {binding.path !== '' && <span className="text-text"> {displayPath(binding.path)}</span>}
          </p>
          <p className="text-muted text-sm">
            <span className="font-medium text-text">{SYNC_MODES[binding.syncMode].word}</span>:{' '}
            {SYNC_MODES[binding.syncMode].meaning}
          </p>
        </div>
        {context && at === undefined && <SyncState context={context} mayResync={mayEdit} />}
        {context?.commit != null && (
          <OpenPreview
            ns={ns}
            place={placeOf(context)}
            at={at}
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
                // A commit is of one branch, a time of all of them.
                ...(at !== undefined && { at: COMMIT.test(at) ? undefined : at }),
                ...(!next.isDefault && { branch: next.branch }),
              })
            }
            onDraft={(next) =>
              onSearch({ ...without(search, 'branch', 'session', 'version', 'at'), session: next.session.id })
            }
          />
        )}
        {context && !isDraft(context) && context.commit !== null && (
          <AsOf
            ns={ns}
            branch={context.branch}
            at={at}
            onAt={(next) =>
              onSearch({
                ...without(search, 'at', 'version', 'edit', 'view'),
                ...(next !== undefined && { at: next }),
              })
            }
          />
        )}
        {canAdd && (
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden size={13} />
            New Thing
          </Button>
        )}
        {role !== undefined && mayAdmin(role) && (
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
        )}
      </header>
      {waiting ? (
        <SkeletonRows rows={6} className="p-4" />
      ) : contexts.isError ? (
        <ErrorState error={contexts.error} onRetry={() => void contexts.refetch()} />
      ) : context ? (
        <BranchView {...props} role={role} context={context} branches={active.map((each) => each.branch)} />
      ) : search.session !== undefined ? (
        <EmptyState
          title="This draft is gone"
          actions={<Button onClick={() => onSearch(without(search, 'session', 'version'))}>Show {branch}</Button>}
          className="border-t"
        >
          Its session was removed, or has no content of this namespace yet.
        </EmptyState>
      ) : (
        <EmptyState
          title={`${branch} is not here`}
          actions={
            <>
              {active.some(({ isDefault }) => isDefault) && (
                <Button size="sm" onClick={() => onSearch(without(search, 'branch', 'version', 'at'))}>
                  Show {binding.defaultBranch}
                </Button>
              )}
              {role !== undefined && mayAdmin(role) && (
                <Button size="sm" onClick={onEdit}>
                  Change binding
                </Button>
              )}
              {mayEdit && <Resync ns={ns} />}
            </>
          }
          className="border-t"
        >
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
