import type { Binding } from '@craftastic/contract/bindings';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { Dot, type Tone } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { toast } from '../../components/toast.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { isDraft, type Viewed } from './place.ts';

export const SYNC_STATUS = {
  synced: { word: 'Synced', tone: 'success', moving: false },
  pending: { word: 'Pending', tone: 'warning', moving: true },
  error: { word: 'Error', tone: 'danger', moving: false },
} as const satisfies Record<Binding['syncStatus'], { word: string; tone: Tone; moving: boolean }>;

export function SyncWord({ status }: { status: Binding['syncStatus'] }) {
  const { word, tone, moving } = SYNC_STATUS[status];
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-sm">
      <Dot tone={tone} pulse={moving} />
      {word}
    </span>
  );
}

/** How far a branch context is, in a line: its state, since when, at which commit, and the way to sync it anew. */
export function SyncState({ context, mayResync }: { context: Viewed; mayResync: boolean }) {
  const now = useNow();
  return (
    <div className="flex items-center gap-3">
      <SyncWord status={context.syncStatus} />
      {context.progress && context.syncStatus === 'pending' ? (
        <span className="flex items-center gap-2 text-muted text-sm tabular-nums">
          {context.progress.phase}
          {context.progress.percent !== null && ` ${Math.round(context.progress.percent)} %`}
          {context.progress.detail && `: ${context.progress.detail}`}
          <ProgressBar percent={context.progress.percent} label={context.progress.phase} className="w-24" />
        </span>
      ) : (
        context.commit !== null && (
          <span className="flex items-center gap-2 text-muted text-sm max-lg:hidden">
            <Commit id={context.commit} />
            {context.lastSyncAt && (
              <Tooltip content={new Date(context.lastSyncAt).toLocaleString()}>
                <span>{formatAge(context.lastSyncAt, now)}</span>
              </Tooltip>
            )}
          </span>
        )
      )}
      {!isDraft(context) && context.behind && context.syncStatus === 'synced' && (
        <span className="text-sm text-warning-text">Git has newer commits</span>
      )}
      {mayResync && !isDraft(context) && <Resync ns={context.ns} branch={context.branch} />}
    </div>
  );
}

/** The first letters of a commit, as git prints them. */
export const Commit = ({ id }: { id: string }) => (
  <code title={id} className="font-mono text-sm">
    {id.slice(0, 7)}
  </code>
);

/** All branches where `branch` is left out. */
export function Resync({ ns, branch }: { ns: string; branch?: string }) {
  const queries = useQueryClient();
  const sync = useMutation(
    orpc.bindings.sync.mutationOptions({
      onError: (error) => toast.failed('The sync did not start', error),
      onSettled: () => {
        void queries.invalidateQueries({ queryKey: orpc.bindings.key() });
        void queries.invalidateQueries({ queryKey: orpc.things.key() });
      },
    }),
  );
  return (
    <Button
      size="sm"
      busy={sync.isPending}
      onClick={() => sync.mutate({ ns, ...(branch !== undefined && { branch }) })}
    >
      {!sync.isPending && <RefreshCw aria-hidden size={12} />}
      Resync
    </Button>
  );
}

/** Why a branch could not be synced; what it showed before, it shows still. */
export function SyncFailed({ context }: { context: Viewed }) {
  if (context.syncStatus !== 'error' || !context.syncError) return null;
  return (
    <div role="alert" className="border-b bg-danger-soft px-4 py-2 text-danger-text">
      <p>
        {context.syncError.message}
        {context.commit !== null && ' The Things of the last sync are still shown.'}
      </p>
      {context.syncError.output && (
        <pre className="mt-1 max-h-32 overflow-auto whitespace-pre-wrap font-mono text-sm">
          {context.syncError.output}
        </pre>
      )}
    </div>
  );
}
