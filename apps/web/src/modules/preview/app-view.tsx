import type { DevServer } from '@craftastic/contract/dev-server';
import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQuery } from '@tanstack/react-query';
import { SquareTerminal } from 'lucide-react';
import { useEffect, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { FrameFailure } from './frame-failure.tsx';
import { FrameView } from './frame-view.tsx';
import { Instead } from './instead.tsx';
import { DevLog } from './lazy-dev-log.tsx';
import { PortPicker } from './port-picker.tsx';
import { portToShow } from './ports.ts';
import type { PreviewState } from './preview-state.ts';
import { SharePort } from './share-port.tsx';
import { Stage } from './stage.tsx';
import { useStartWhenReady } from './start-branch.ts';
import { Toolbar } from './toolbar.tsx';
import { useAppAhead } from './use-ahead.ts';
import { appOf, useFrame } from './use-frame.ts';
import type { Target } from './use-target.ts';

interface AppViewProps {
  environmentId: string;
  target: Target & { pending: boolean };
  /** It is the session that is open around the pane: its terminals are on the screen already. */
  own: boolean;
  state: PreviewState;
  onChange: (change: Partial<PreviewState>) => void;
  onTerminal: (terminalId: string) => void;
}

/** A port of a branch's session, or the way to one. */
export function AppView({ environmentId, target, own, state, onChange, onTerminal }: AppViewProps) {
  const { branch, devServer } = target;
  const [sharing, setSharing] = useState(false);
  const [logShown, setLogShown] = useState(false);
  useStartWhenReady(target);

  const id = target.session?.id ?? null;
  const found = target.ports.map(({ port }) => port);
  const chosen = id === null ? null : (state.ports[id] ?? null);
  // Asked for by its number, it is shown whether or not anything listens yet.
  const [asked, setAsked] = useState<{ sessionId: string; port: number } | null>(null);
  const isAsked = asked !== null && asked.sessionId === id;
  const port = isAsked ? asked.port : portToShow(found, chosen, devServer?.port ?? null);
  const app = id !== null && port !== null ? appOf(id, port) : null;
  // A page that was there stays while its server is restarted; one that never was waits for its port.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const open = app !== null && target.running && (found.includes(port ?? 0) || isAsked || seen.has(app.key));
  const { deck, frames, frame } = useFrame(open ? app : null, state.path, (path) => onChange({ path }));

  useAppAhead(environmentId, deck, state);

  const key = app?.key;
  useEffect(() => {
    if (!open || key === undefined || id === null || port === null) return;
    setSeen((all) => (all.has(key) ? all : new Set(all).add(key)));
    if (chosen !== port) onChange({ ports: { ...state.ports, [id]: port } });
  }, [open, key, id, port, chosen, state.ports, onChange]);

  // Frames of a session that stopped would show a page of a server that is gone.
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} })).data;
  useEffect(() => {
    if (!sessions) return;
    const running = new Set(sessions.filter(({ status }) => status === 'running').map((each) => each.id));
    const runs = (each: string) => running.has(each.split(':')[0] ?? '');
    deck.keep(runs);
    setSeen((all) => ([...all].every(runs) ? all : new Set([...all].filter(runs))));
  }, [sessions, deck]);

  const stop = useMutation(
    orpc.devServer.stop.mutationOptions({ onError: (error) => toast.failed('The dev server did not stop', error) }),
  );
  const showLog = ({ terminalId }: DevServer) => {
    if (!own) setLogShown((now) => !now);
    else if (terminalId !== null) onTerminal(terminalId);
  };
  const log = (server: DevServer, of: Session) =>
    own ? (
      <div className="flex h-full items-center justify-center p-6">
        <Button onClick={() => showLog(server)}>
          <SquareTerminal aria-hidden size={14} />
          Show its log in the terminal
        </Button>
      </div>
    ) : (
      server.terminalId !== null && <DevLog sessionId={of.id} terminalId={server.terminalId} />
    );

  return (
    <>
      <Toolbar
        frame={frame}
        state={state}
        path={state.path}
        lead={
          <PortPicker
            ports={target.ports}
            port={port}
            onPort={(next) => {
              if (id === null) return;
              setAsked({ sessionId: id, port: next });
              onChange({ ports: { ...state.ports, [id]: next } });
            }}
          />
        }
        onChange={onChange}
        onGo={(path) => onChange({ path })}
        onShare={port !== null && target.running ? () => setSharing(true) : null}
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
              <Instead environmentId={environmentId} target={target} port={chosen} log={log} />
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
        <SharePort sessionId={id} branch={branch} port={port} path={state.path} onClose={() => setSharing(false)} />
      )}
    </>
  );
}
