import type { GitStatus } from '@craftastic/contract/git';
import { GitMerge, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { count } from '../../app/format.ts';
import { Button } from '../../components/button.tsx';
import { useStore } from '../../hooks/store.ts';
import { gitActionsOf } from './git-actions.ts';
import { branchMenuOf, busyOf } from './git-state.ts';

/** States of the repository that ask for a decision: a merge or rebase under way, or no branch at all. */
export function OperationBanner({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const busy = useStore(busyOf(sessionId));
  const git = gitActionsOf(sessionId);
  if (status.operation !== null) {
    const conflicts = status.changes.filter(({ group }) => group === 'conflicted').length;
    return (
      <Banner icon={<GitMerge aria-hidden size={15} />}>
        <p>
          <span className="font-medium">{TITLES[status.operation]} under way.</span>{' '}
          {conflicts > 0 ? `${count(conflicts, 'conflict')} to resolve.` : 'All conflicts are resolved.'}
        </p>
        <div className="mt-1.5 flex gap-1.5">
          {status.operation !== 'bisect' && (
            <Button
              size="sm"
              variant="primary"
              disabled={conflicts > 0}
              busy={busy === 'Continue'}
              onClick={() => void git.continue()}
            >
              Continue
            </Button>
          )}
          <Button size="sm" busy={busy?.startsWith('Abort') ?? false} onClick={() => void git.abort()}>
            Abort
          </Button>
        </div>
      </Banner>
    );
  }
  if (status.branch === null && status.head !== null) {
    return (
      <Banner icon={<Unplug aria-hidden size={15} />}>
        <p>HEAD is on no branch: commits made now are easily lost.</p>
        <Button size="sm" className="mt-1.5" onClick={() => branchMenuOf(sessionId).set('switch')}>
          Create or switch branch
        </Button>
      </Banner>
    );
  }
  return null;
}

const TITLES = {
  merge: 'A merge is',
  rebase: 'A rebase is',
  'cherry-pick': 'A cherry-pick is',
  revert: 'A revert is',
  bisect: 'A bisect is',
} as const;

const Banner = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div role="status" className="flex shrink-0 gap-2 border-b bg-warning-soft px-3 py-2 text-warning-text">
    <span className="mt-0.5 shrink-0">{icon}</span>
    <div className="min-w-0 flex-1">{children}</div>
  </div>
);
