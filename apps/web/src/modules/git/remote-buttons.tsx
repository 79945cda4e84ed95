import type { GitStatus } from '@craftastic/contract/git';
import { ArrowDown, ArrowUp, RefreshCw } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useStore } from '../../hooks/store.ts';
import { gitActionsOf } from './git-actions.ts';
import { busyOf, type RemoteVerb, remoteWorkOf } from './git-state.ts';

/** Push, Pull and Fetch. The arrows count what each would move. */
export function RemoteButtons({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const work = useStore(remoteWorkOf(sessionId));
  const busy = useStore(busyOf(sessionId)) === 'Commit';
  const git = gitActionsOf(sessionId);
  const ahead = status.ahead ?? 0;
  const behind = status.behind ?? 0;
  // What is left to do here, once everything is committed.
  const toSend = status.changes.length === 0 && ahead > 0 && behind === 0;
  const toPublish = status.branch !== null && (status.upstream === null || status.upstreamGone);
  const grow = ahead > 0 || behind > 0 ? '@max-[16rem]:grow' : undefined;
  const props = (verb: RemoteVerb) => ({
    busy: work?.verb === verb,
    disabled: (work !== null && work.verb !== verb) || busy,
  });
  return (
    <>
      <Tooltip
        side="top"
        content={
          toPublish ? 'Publish this branch on the remote' : `Send ${ahead} of your commits to ${status.upstream}`
        }
      >
        <Button
          aria-label="Push"
          variant={toSend ? 'primary' : 'secondary'}
          {...props('push')}
          onClick={() => void git.push()}
          className={grow}
        >
          Push
          {ahead > 0 && <Count icon={ArrowUp} n={ahead} className={toSend ? undefined : 'text-accent-text'} />}
        </Button>
      </Tooltip>
      <Tooltip side="top" content={behind > 0 ? `Bring ${behind} commits of ${status.upstream}` : 'Bring what is new'}>
        <Button aria-label="Pull" {...props('pull')} onClick={() => void git.pull()} className={grow}>
          Pull
          {behind > 0 && <Count icon={ArrowDown} n={behind} className="text-accent-text" />}
        </Button>
      </Tooltip>
      <Tooltip side="top" content="Look what is new on the remote">
        <Button aria-label="Fetch" {...props('fetch')} onClick={() => void git.fetch()} className="px-2">
          {work?.verb !== 'fetch' && <RefreshCw aria-hidden size={13} />}
          <span className="@max-[16rem]:hidden">Fetch</span>
        </Button>
      </Tooltip>
    </>
  );
}

function Count({ icon: Icon, n, className }: { icon: typeof ArrowUp; n: number; className?: string | undefined }) {
  return (
    <span aria-hidden className={cn('inline-flex items-center text-sm tabular-nums', className)}>
      <Icon size={12} />
      {n}
    </span>
  );
}

const UNDER_WAY: Record<RemoteVerb, string> = { push: 'Pushing', pull: 'Pulling', fetch: 'Fetching' };

/** The push, pull or fetch under way, with the phase that git is in. */
export function RemoteProgress({ sessionId }: { sessionId: string }) {
  const work = useStore(remoteWorkOf(sessionId));
  if (!work) return null;
  const { progress } = work;
  return (
    <div className="flex shrink-0 animate-fade flex-col gap-1 border-t px-3 py-2">
      <div className="flex items-center gap-2">
        <p role="status" className="min-w-0 flex-1 truncate text-sm">
          <span className="font-medium">{UNDER_WAY[work.verb]}</span>
          <span className="text-muted">
            {progress && ` · ${progress.phase}`}
            {progress?.detail && ` · ${progress.detail}`}
          </span>
        </p>
        <Button size="sm" variant="ghost" onClick={work.cancel}>
          Cancel
        </Button>
      </div>
      <ProgressBar percent={progress?.percent ?? null} label={UNDER_WAY[work.verb]} />
    </div>
  );
}
