import type { Session } from '@craftastic/contract/sessions';
import { Link, useNavigate } from '@tanstack/react-router';
import { GitCompare, X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { useStore } from '../../hooks/store.ts';
import { AppView } from './app-view.tsx';
import { BranchSwitcher } from './branch-switcher.tsx';
import { ContentView } from './content-view.tsx';
import { FollowSession } from './follow-session.tsx';
import { type PreviewState, previewOf } from './preview-state.ts';
import { useTarget } from './use-target.ts';
import { ViewSwitch } from './view-switch.tsx';

interface PreviewPaneProps {
  /** The session that is open around it; the preview may be of another branch. */
  session: Session;
  /** Shows a terminal of that session. */
  onTerminal: (terminalId: string) => void;
  onClose: () => void;
}

/** The app or the content of a branch beside the editor: this session's, or any other branch's of the environment. */
export function PreviewPane({ session, onTerminal, onClose }: PreviewPaneProps) {
  const navigate = useNavigate();
  const store = previewOf(session.id);
  const state = useStore(store);
  const change = useCallback((next: Partial<PreviewState>) => store.set((now) => ({ ...now, ...next })), [store]);
  const { view } = state;
  const branch = state.branch ?? session.branch;
  const own = branch === session.branch;
  const target = useTarget(session.environmentId, branch);
  const id = target.session?.id ?? null;
  // Each view is made when it is first shown, and kept: its pages stay loaded.
  const [viewed, setViewed] = useState<ReadonlySet<PreviewState['view']>>(new Set([view]));
  useEffect(() => setViewed((all) => (all.has(view) ? all : new Set(all).add(view))), [view]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      {!own && target.running && id !== null && <FollowSession key={id} sessionId={id} />}
      <header className="flex h-8.5 shrink-0 items-center gap-1 border-b bg-surface pr-1 pl-1.5">
        <BranchSwitcher
          environmentId={session.environmentId}
          label={`Preview of ${branch}`}
          own={session.branch}
          branch={branch}
          view={view}
          drafts
          onView={(next) => change({ view: next })}
          onBranch={(next) => change({ branch: next === session.branch ? null : next })}
          onSession={(sessionId) => void navigate({ to: '/sessions/$sessionId', params: { sessionId } })}
        />
        <span className="flex-1" />
        <ViewSwitch view={view} onView={(next) => change({ view: next })} />
        <Link
          to="/environments/$environmentId/compare"
          params={{ environmentId: session.environmentId }}
          search={{ to: branch, ...(view === 'content' ? { view } : { path: state.path }) }}
          className={buttonClass('ghost', 'sm')}
        >
          <GitCompare aria-hidden size={14} />
          Compare
        </Link>
        <IconButton icon={X} label="Close preview" size="sm" onClick={onClose} />
      </header>
      {!own && (
        <Elsewhere branch={branch} own={session.branch} sessionId={id} onBack={() => change({ branch: null })} />
      )}
      {viewed.has('app') && (
        <div className={cn('flex min-h-0 flex-1 flex-col', view !== 'app' && 'hidden')}>
          <AppView
            environmentId={session.environmentId}
            target={target}
            own={own}
            state={state}
            onChange={change}
            onTerminal={onTerminal}
          />
        </div>
      )}
      {viewed.has('content') && (
        <div className={cn('flex min-h-0 flex-1 flex-col', view !== 'content' && 'hidden')}>
          <ContentView
            environmentId={session.environmentId}
            branch={branch}
            sessionId={id}
            state={state}
            onChange={change}
          />
        </div>
      )}
    </div>
  );
}

/** Says whose branch is shown where it isn't the editor's: nothing is easier to mix up. */
function Elsewhere({
  branch,
  own,
  sessionId,
  onBack,
}: {
  branch: string;
  own: string;
  sessionId: string | null;
  onBack: () => void;
}) {
  return (
    <div
      role="status"
      className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-2 border-b bg-info-soft px-3 py-1 text-info-text text-sm"
    >
      <span className="min-w-0 flex-1">
        You see <span className="font-semibold">{branch}</span>; the editor is on{' '}
        <span className="font-semibold">{own}</span>.
      </span>
      {sessionId !== null && (
        <Link to="/sessions/$sessionId" params={{ sessionId }} className="rounded-sm font-medium underline">
          Go to that session
        </Link>
      )}
      <button type="button" onClick={onBack} className="rounded-sm font-medium underline">
        Back to {own}
      </button>
    </div>
  );
}
