import type { DevServer } from '@craftastic/contract/dev-server';
import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { GitCompare, SquareTerminal, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useStore } from '../../hooks/store.ts';
import { BranchSwitcher } from './branch-switcher.tsx';
import { copy } from './copy.ts';
import { FollowSession } from './follow-session.tsx';
import { FrameView } from './frame-view.tsx';
import { Instead } from './instead.tsx';
import { DevLog } from './lazy-dev-log.tsx';
import { portToShow } from './ports.ts';
import { type PreviewState, previewOf } from './preview-state.ts';
import { ShareDialog } from './share-dialog.tsx';
import { Stage } from './stage.tsx';
import { useStartWhenReady } from './start-branch.ts';
import { Toolbar } from './toolbar.tsx';
import { frameKey, useAppFrame } from './use-app-frame.ts';
import { useTarget } from './use-target.ts';

interface PreviewPaneProps {
  /** The session that is open around it; the preview may be of another branch. */
  session: Session;
  /** Shows a terminal of that session. */
  onTerminal: (terminalId: string) => void;
  onClose: () => void;
}

/** The app of a branch beside the editor: this session's, or any other branch's of the environment. */
export function PreviewPane({ session, onTerminal, onClose }: PreviewPaneProps) {
  const navigate = useNavigate();
  const store = previewOf(session.id);
  const state = useStore(store);
  const change = (next: Partial<PreviewState>) => store.set((now) => ({ ...now, ...next }));
  const branch = state.branch ?? session.branch;
  const target = useTarget(session.environmentId, branch);
  const own = branch === session.branch;
  const [sharing, setSharing] = useState(false);
  const [logShown, setLogShown] = useState(false);
  useStartWhenReady(target);

  const id = target.session?.id ?? null;
  const found = target.ports.map(({ port }) => port);
  const chosen = id === null ? null : (state.ports[id] ?? null);
  // Asked for by its number, it is shown whether or not anything listens yet.
  const [asked, setAsked] = useState<{ sessionId: string; port: number } | null>(null);
  const port = asked?.sessionId === id ? asked.port : portToShow(found, chosen, target.devServer?.port ?? null);
  const key = id !== null && port !== null ? frameKey(id, port) : null;
  // A page that was there stays while its server is restarted; one that never was waits for its port.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const open =
    key !== null &&
    target.running &&
    (found.includes(port ?? 0) || seen.has(key) || asked?.sessionId === id) &&
    port !== null;
  const { deck, frames, frame } = useAppFrame(
    open && id !== null ? { sessionId: id, port } : null,
    state.path,
    (path) => change({ path }),
  );

  useEffect(() => {
    if (!open || key === null || id === null || port === null) return;
    setSeen((all) => (all.has(key) ? all : new Set(all).add(key)));
    store.set((now) => (now.ports[id] === port ? now : { ...now, ports: { ...now.ports, [id]: port } }));
  }, [open, key, id, port, store]);

  // Frames of a session that stopped would show a page of a server that is gone.
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} })).data;
  useEffect(() => {
    const running = new Set(sessions?.filter(({ status }) => status === 'running').map((each) => each.id));
    if (sessions) deck.keep((each) => running.has(each.split(':')[0] ?? ''));
    if (sessions) setSeen((all) => new Set([...all].filter((each) => running.has(each.split(':')[0] ?? ''))));
  }, [sessions, deck]);

  const stop = useMutation(
    orpc.devServer.stop.mutationOptions({ onError: (error) => toast.failed('The dev server did not stop', error) }),
  );
  const showLog = (devServer: DevServer) => {
    if (!own) setLogShown((now) => !now);
    else if (devServer.terminalId !== null) onTerminal(devServer.terminalId);
  };
  const log = (devServer: DevServer, of: Session) =>
    own ? (
      <div className="flex h-full items-center justify-center p-6">
        <Button onClick={() => showLog(devServer)}>
          <SquareTerminal aria-hidden size={14} />
          Show its log in the terminal
        </Button>
      </div>
    ) : (
      devServer.terminalId !== null && <DevLog sessionId={of.id} terminalId={devServer.terminalId} />
    );
  const { devServer } = target;
  const address = () => {
    const { address: base, path } = frame?.state.get() ?? { address: null, path: '/' };
    return base === null ? null : new URL(path, base).href;
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      {!own && target.running && target.session && (
        <FollowSession key={target.session.id} sessionId={target.session.id} />
      )}
      <header className="flex h-8.5 shrink-0 items-center gap-1 border-b bg-surface pr-1 pl-1.5">
        <BranchSwitcher
          environmentId={session.environmentId}
          label={`Preview of ${branch}`}
          own={session.branch}
          branch={branch}
          view="app"
          onBranch={(next) => change({ branch: next === session.branch ? null : next })}
          onSession={(sessionId) => void navigate({ to: '/sessions/$sessionId', params: { sessionId } })}
        />
        <span className="flex-1" />
        <Link
          to="/environments/$environmentId/compare"
          params={{ environmentId: session.environmentId }}
          search={{ to: branch, path: state.path }}
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
      <Toolbar
        frame={frame}
        state={state}
        ports={target.ports}
        port={port}
        onChange={change}
        onPort={(next) => {
          if (id === null) return;
          setAsked({ sessionId: id, port: next });
          change({ ports: { ...state.ports, [id]: next } });
        }}
        onTab={() => {
          const href = address();
          if (href !== null) window.open(href, '_blank', 'noopener');
        }}
        onCopyLink={() => {
          const href = address();
          if (href !== null) copy(href, 'Link copied. It asks for a login here.');
        }}
        onShare={() => setSharing(true)}
        onLog={devServer && devServer.terminalId !== null ? () => showLog(devServer) : null}
        onStop={devServer?.running && id !== null ? () => stop.mutate({ sessionId: id }) : null}
      />
      <div className="relative min-h-0 flex-1">
        <Stage device={open ? state.device : null} rotated={state.rotated}>
          {frames.map((each) => (
            <FrameView key={each.key} frame={each} name={`Preview of ${branch}`} shown={each === frame} />
          ))}
        </Stage>
        {!open && (
          <div className="absolute inset-0 overflow-y-auto bg-bg">
            {target.pending ? (
              <SkeletonRows rows={4} />
            ) : target.error && target.running ? (
              <ErrorState error={target.error} />
            ) : (
              <Instead environmentId={session.environmentId} target={target} port={chosen} log={log} />
            )}
          </div>
        )}
        {frame && <FrameFailure frame={frame} />}
      </div>
      {logShown && !own && open && devServer?.terminalId != null && id !== null && (
        <div className="relative h-2/5 shrink-0 border-t bg-bg">
          <DevLog sessionId={id} terminalId={devServer.terminalId} />
        </div>
      )}
      {sharing && id !== null && port !== null && (
        <ShareDialog sessionId={id} branch={branch} port={port} path={state.path} onClose={() => setSharing(false)} />
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

function FrameFailure({ frame }: { frame: NonNullable<ReturnType<typeof useAppFrame>['frame']> }) {
  const { error, path } = useStore(frame.state);
  if (error === null) return null;
  return (
    <div className="absolute inset-0 bg-bg">
      <ErrorState error={error} title="The preview can’t be opened" onRetry={() => void frame.load(path)} />
    </div>
  );
}
