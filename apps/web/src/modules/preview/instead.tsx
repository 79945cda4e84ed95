import type { DevServer } from '@craftastic/contract/dev-server';
import type { Session } from '@craftastic/contract/sessions';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CirclePlay, MonitorOff, MonitorPlay, Play, RadioTower } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorLine, Output } from '../../components/error-state.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { SESSION_STATUS } from '../sessions/session-status.ts';
import { useStartBranch, useStartDevServer } from './start-branch.ts';
import type { Target } from './use-target.ts';

interface InsteadProps {
  environmentId: string;
  target: Target;
  /** The port that is waited for, where one was chosen. */
  port: number | null;
  /** The dev server's log, where it runs. */
  log: (devServer: DevServer, session: Session) => ReactNode;
}

/** In the place of the app while there is nothing to show: why, and the way to something. */
export function Instead({ environmentId, target, port, log }: InsteadProps) {
  const { session } = target;
  if (session === null) return <NoSession environmentId={environmentId} target={target} />;
  if (!target.running) return <NotRunning environmentId={environmentId} target={target} session={session} />;
  if (!target.portsSeen) return <NoSight />;
  return <NoPort target={target} session={session} port={port} log={log} />;
}

function NoSight() {
  return (
    <EmptyState icon={MonitorOff} title="Apps can’t be previewed on this machine">
      Which program listens on a port is read from /proc, which macOS does not have, and a port that may be another
      program’s is never shown. With Docker running, sessions are containers, and have it.
    </EmptyState>
  );
}

function NoSession({ environmentId, target }: { environmentId: string; target: Target }) {
  const start = useStartBranch(environmentId, target);
  return (
    <EmptyState
      icon={MonitorOff}
      title={`${target.branch} has no session`}
      actions={
        <Button variant="primary" busy={start.isPending} onClick={() => start.mutate()}>
          <Play aria-hidden size={14} />
          Start a session
        </Button>
      }
    >
      A session gets its own files and its own container, and starts the dev server in it. The editor stays where it is.
      {start.isError && <ErrorLine error={start.error} className="mt-3 text-left" />}
    </EmptyState>
  );
}

function NotRunning({ environmentId, target, session }: { environmentId: string; target: Target; session: Session }) {
  const start = useStartBranch(environmentId, target);
  const { word, moving } = SESSION_STATUS[session.status];
  if (moving) {
    return (
      <div className="flex h-full flex-col items-center justify-center gap-3 p-6">
        <p role="status" className="font-medium">
          {session.progress?.phase ?? word}…
        </p>
        <ProgressBar
          className="max-w-72"
          percent={session.progress?.percent ?? null}
          label={session.progress?.phase ?? word}
        />
        <p className="min-h-4 max-w-full truncate font-mono text-faint text-sm">{session.progress?.detail}</p>
      </div>
    );
  }
  return (
    <EmptyState
      icon={session.status === 'error' ? CircleAlert : MonitorOff}
      title={session.status === 'error' ? 'The session could not start' : `The session of ${target.branch} is stopped`}
      actions={
        <Button variant="primary" busy={start.isPending} onClick={() => start.mutate()}>
          <Play aria-hidden size={14} />
          {session.status === 'error' ? 'Try again' : 'Start it'}
        </Button>
      }
    >
      {session.error?.message ?? 'Its files are as they were left. The dev server starts with it.'}
      <Output text={session.error?.output?.trim() ?? null} className="mt-3 text-left" />
      {start.isError && <ErrorLine error={start.error} className="mt-3 text-left" />}
    </EmptyState>
  );
}

const SOURCES: Record<NonNullable<DevServer['source']>, string> = {
  settings: 'as the environment’s settings say',
  devcontainer: 'as devcontainer.json says',
  package: 'a guess from package.json',
};

function NoPort({
  target: { devServer },
  session,
  port,
  log,
}: {
  target: Target;
  session: Session;
  port: number | null;
  log: InsteadProps['log'];
}) {
  const start = useStartDevServer();
  const waited = port ?? devServer?.port ?? null;
  const settings = (
    <Link
      to="/environments/$environmentId"
      params={{ environmentId: session.environmentId }}
      className={buttonClass('ghost')}
    >
      Change it in settings
    </Link>
  );
  if (session.progress) {
    return (
      <div className="flex h-full flex-col items-center justify-center gap-3 p-6">
        <p role="status" className="font-medium">
          {session.progress.phase}…
        </p>
        <ProgressBar className="max-w-72" percent={session.progress.percent} label={session.progress.phase} />
      </div>
    );
  }
  if (devServer?.running) {
    return (
      <div className="flex h-full flex-col">
        <div role="status" className="flex shrink-0 items-center gap-2.5 border-b px-4 py-3">
          <Spinner size={14} className="text-accent-text" />
          <span className="min-w-0 flex-1">
            <span className="block font-medium">Starting the dev server…</span>
            <span className="block truncate text-muted text-sm">
              {waited === null
                ? 'The preview opens as soon as it listens on a port.'
                : `The preview opens as soon as it listens on port ${waited}.`}
            </span>
          </span>
        </div>
        <div className="relative min-h-0 flex-1">{log(devServer, session)}</div>
      </div>
    );
  }
  if (devServer && devServer.command !== null) {
    const ended = devServer.exitCode !== null;
    return (
      <div className="flex h-full flex-col">
        <EmptyState
          icon={MonitorPlay}
          title={ended ? `The dev server ended with ${devServer.exitCode}` : 'Start the dev server'}
          className={ended ? 'h-auto shrink-0' : undefined}
          actions={
            <>
              <Button variant="primary" busy={start.isPending} onClick={() => start.mutate({ sessionId: session.id })}>
                <CirclePlay aria-hidden size={14} />
                {ended ? 'Start again' : 'Start'}
              </Button>
              {settings}
            </>
          }
        >
          <code className="mx-auto mt-1 mb-1.5 block w-fit max-w-full break-words rounded-md border border-border bg-sunken px-2 py-1 text-left font-mono text-sm text-text">
            {devServer.command}
          </code>
          {devServer.source && <p>{SOURCES[devServer.source]}</p>}
        </EmptyState>
        {ended && <div className="relative min-h-0 flex-1 border-t">{log(devServer, session)}</div>}
      </div>
    );
  }
  return (
    <EmptyState
      icon={RadioTower}
      title={waited === null ? 'Nothing listens yet' : `Nothing listens on port ${waited} yet`}
      actions={settings}
    >
      Start a server in the terminal: its port is found, and the preview opens by itself. Or set a dev command in the
      environment’s settings.
    </EmptyState>
  );
}
