import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, GitBranch, Play } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { ErrorLine, Output } from '../../components/error-state.tsx';
import { Logo } from '../../components/logo.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { StartLog } from './start-log.tsx';

const WORDS: Record<Session['status'], string> = {
  starting: 'Starting',
  running: 'Running',
  stopping: 'Stopping',
  stopped: 'Stopped',
  error: 'This session could not start',
  removing: 'Removing',
};

/** In the place of the IDE while the session starts, and after it stopped or failed. */
export function NotRunning({ session }: { session: Session }) {
  const start = useMutation(orpc.sessions.start.mutationOptions());
  const stop = useMutation(orpc.sessions.stop.mutationOptions());
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: session.environmentId } })).data;
  const atWork = session.status === 'starting' || session.status === 'stopping' || session.status === 'removing';
  const begin = () => start.mutate({ id: session.id });
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto p-6">
      <div className="my-auto flex w-full max-w-130 flex-col gap-4">
        <div className="flex items-center gap-3">
          <Logo size={32} />
          <div className="min-w-0">
            <h1 className="truncate font-semibold text-xl">{session.name}</h1>
            <p className="flex items-center gap-1.5 text-muted">
              <GitBranch aria-hidden size={13} />
              <span className="truncate">
                {environment && `${environment.name} / `}
                {session.branch}
              </span>
            </p>
          </div>
        </div>

        <div className="rounded-xl border border-border bg-raised p-4 shadow-sm">
          <p role="status" className="flex items-center gap-2 font-medium">
            {session.status === 'error' && <CircleAlert aria-hidden size={16} className="text-danger-text" />}
            {atWork ? (session.progress?.phase ?? `${WORDS[session.status]}…`) : WORDS[session.status]}
            {atWork && session.progress?.percent != null && (
              <span className="text-muted tabular-nums">{Math.round(session.progress.percent)} %</span>
            )}
          </p>
          {atWork && (
            <>
              <ProgressBar
                className="mt-3"
                percent={session.progress?.percent ?? null}
                label={session.progress?.phase ?? WORDS[session.status]}
              />
              {session.progress?.detail && (
                <p className="mt-2 truncate font-mono text-faint text-sm">{session.progress.detail}</p>
              )}
              {session.status === 'starting' && <StartLog sessionId={session.id} />}
            </>
          )}
          {session.status === 'stopped' && (
            <p className="mt-0.5 text-muted">Its files and commits are as you left them. Starting takes a moment.</p>
          )}
          {session.status === 'error' && session.error && (
            <>
              <p className="mt-1 text-muted">{session.error.message}</p>
              <Output text={session.error.output?.trim() ?? null} className="mt-3" />
              <p className="mt-2 font-mono text-faint text-xs">{session.error.code}</p>
            </>
          )}
          {start.isError && <ErrorLine error={start.error} className="mt-3" />}
          {stop.isError && <ErrorLine error={stop.error} className="mt-3" />}
          <div className="mt-4 flex justify-end gap-2">
            <Link to="/" className={buttonClass('secondary')}>
              Go to home
            </Link>
            {session.status === 'starting' && (
              <Button busy={stop.isPending} onClick={() => stop.mutate({ id: session.id })}>
                Cancel
              </Button>
            )}
            {!atWork && (
              <Button variant="primary" busy={start.isPending} onClick={begin} autoFocus>
                <Play aria-hidden size={14} />
                {session.status === 'error' ? 'Try again' : 'Start session'}
              </Button>
            )}
          </div>
        </div>
      </div>
    </main>
  );
}
