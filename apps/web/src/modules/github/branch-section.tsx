import type { BranchAtGithub, Check, PullRequest, Review } from '@craftastic/contract/github';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, CircleDot, CircleX, GitPullRequest, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useMayWrite } from '../members/role.ts';
import { openSettings } from '../settings/settings-state.ts';
import { PullRequestDialog } from './pull-request-dialog.tsx';

/** Whether there is anything to say of GitHub in a session. */
export function useBranchAtGithub(sessionId: string) {
  return useQuery(
    orpc.github.branch.queryOptions({
      input: { sessionId },
      // Pushes, fetches and webhooks say when it is old; so does a window that one comes back to.
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: false,
    }),
  );
}

/** Pull request, reviews and checks of a session's branch. */
export function BranchSection({ sessionId }: { sessionId: string }) {
  const found = useBranchAtGithub(sessionId);
  if (found.isError) {
    return (
      <div className="flex flex-col items-start gap-2 px-3 py-2">
        <ErrorLine error={found.error} />
        <Button size="sm" onClick={() => void found.refetch()}>
          Try again
        </Button>
      </div>
    );
  }
  if (!found.data) return <p className="px-3 py-2 text-muted text-sm">Asking GitHub…</p>;
  if (found.data.connection !== 'connected') return <NotConnected refused={found.data.connection === 'refused'} />;
  return (
    <Connected sessionId={sessionId} branch={found.data} reread={() => void found.refetch()} busy={found.isFetching} />
  );
}

function NotConnected({ refused }: { refused: boolean }) {
  return (
    <div role="status" className="flex items-center gap-3 px-3 py-2">
      <p className="min-w-0 flex-1 text-muted text-sm">
        {refused
          ? 'GitHub no longer accepts your token. Your work and your branch are as they were.'
          : 'Connect GitHub to open pull requests and see checks.'}
      </p>
      <button type="button" className={buttonClass('secondary', 'sm')} onClick={() => openSettings('tokens')}>
        {refused ? 'Reconnect' : 'Connect'}
      </button>
    </div>
  );
}

interface ConnectedProps {
  sessionId: string;
  branch: BranchAtGithub;
  reread: () => void;
  busy: boolean;
}

function Connected({ sessionId, branch, reread, busy }: ConnectedProps) {
  const writes = useMayWrite(sessionId);
  const [opening, setOpening] = useState(false);
  const { pullRequest, checks, pushed, defaultBranch } = branch;
  const mayOpen = pushed && branch.branch !== defaultBranch && (pullRequest === null || isOver(pullRequest));
  return (
    <div className="flex max-h-56 flex-col gap-2 overflow-y-auto px-3 py-2">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          {pullRequest ? (
            <PullRequestLine pullRequest={pullRequest} />
          ) : (
            <p className="text-muted text-sm">
              {!pushed
                ? 'Push the branch to open a pull request.'
                : branch.branch === defaultBranch
                  ? 'This is the default branch.'
                  : 'No pull request yet.'}
            </p>
          )}
        </div>
        <IconButton size="sm" icon={RefreshCw} label="Ask GitHub again" busy={busy} onClick={reread} />
      </div>
      {mayOpen && (
        <Button disabled={!writes} onClick={() => setOpening(true)} className="self-start">
          <GitPullRequest aria-hidden size={14} />
          Open pull request
        </Button>
      )}
      {pullRequest && pullRequest.reviews.length > 0 && (
        <ul aria-label="Reviews" className="flex flex-col gap-1">
          {pullRequest.reviews.map((review) => (
            <ReviewLine key={review.login} review={review} />
          ))}
        </ul>
      )}
      {checks.length > 0 && (
        <ul aria-label="Checks" className="flex flex-col gap-1">
          {checks.map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </ul>
      )}
      {opening && <PullRequestDialog sessionId={sessionId} branch={branch} onClose={() => setOpening(false)} />}
    </div>
  );
}

const isOver = ({ state }: PullRequest): boolean => state === 'merged' || state === 'closed';

const PULL_TONES: Record<PullRequest['state'], Tone> = {
  open: 'success',
  draft: 'neutral',
  merged: 'accent',
  closed: 'danger',
};

function PullRequestLine({ pullRequest }: { pullRequest: PullRequest }) {
  const { number, title, url, state, base } = pullRequest;
  return (
    <p className="flex items-center gap-2">
      <Badge tone={PULL_TONES[state]}>{state}</Badge>
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        title={`Into ${base}`}
        className="truncate rounded-sm font-medium hover:text-accent-text"
      >
        #{number} {title}
      </a>
    </p>
  );
}

const REVIEW_WORDS: Record<Review['state'], { word: string; tone: Tone }> = {
  approved: { word: 'approved', tone: 'success' },
  'changes-requested': { word: 'wants changes', tone: 'danger' },
  commented: { word: 'commented', tone: 'neutral' },
  pending: { word: 'asked', tone: 'warning' },
};

function ReviewLine({ review }: { review: Review }) {
  const { word, tone } = REVIEW_WORDS[review.state];
  return (
    <li className="flex items-center gap-2 text-sm">
      <span className="min-w-0 flex-1 truncate">{review.login}</span>
      <Badge tone={tone}>{word}</Badge>
    </li>
  );
}

const CHECK_ICONS: Record<Check['state'], { icon: typeof CircleCheck; color: string; word: string }> = {
  success: { icon: CircleCheck, color: 'text-success-text', word: 'passed' },
  failure: { icon: CircleX, color: 'text-danger-text', word: 'failed' },
  pending: { icon: CircleDot, color: 'text-warning-text', word: 'running' },
  neutral: { icon: CircleDashed, color: 'text-faint', word: 'skipped' },
};

function CheckLine({ check }: { check: Check }) {
  const { icon: Icon, color, word } = CHECK_ICONS[check.state];
  return (
    <li className="flex items-center gap-2 text-sm">
      <Icon aria-hidden size={14} className={color} />
      {check.url ? (
        <a
          href={check.url}
          target="_blank"
          rel="noreferrer"
          className="min-w-0 flex-1 truncate rounded-sm hover:text-accent-text"
        >
          {check.name}
        </a>
      ) : (
        <span className="min-w-0 flex-1 truncate">{check.name}</span>
      )}
      <span className="text-muted">{word}</span>
    </li>
  );
}
