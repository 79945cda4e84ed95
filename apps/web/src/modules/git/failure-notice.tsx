import { displayPath } from '@craftastic/contract/git-path';
import { CircleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorData, errorOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Output } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useStore } from '../../hooks/store.ts';
import { openFile } from '../editor/open-file.ts';
import { gitActionsOf } from './git-actions.ts';
import { branchMenuOf, type Failure, failureOf } from './git-state.ts';
import { IdentityForm } from './identity-form.tsx';
import { TokenForm } from './token-form.tsx';

/** What went wrong, in words, and the way on: each code has its own. */
export function FailureNotice({ sessionId }: { sessionId: string }) {
  const store = failureOf(sessionId);
  const failure = useStore(store);
  if (!failure) return null;
  const { code, message } = errorOf(failure.error);
  // The message box itself says it.
  if (code === 'GIT_MESSAGE_EMPTY' || code === 'ABORTED') return null;
  return (
    <section
      aria-label={`${failure.what} failed`}
      className="shrink-0 animate-fade border-t border-l-2 border-l-danger bg-danger-soft/60 py-2 pr-2 pl-2.5"
    >
      <div className="flex items-start gap-2">
        <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0 text-danger-text" />
        <div role="alert" className="min-w-0 flex-1">
          <p className="font-medium">{headingOf(failure, code)}</p>
          <p className="break-words text-muted text-sm">{message}</p>
        </div>
        <IconButton size="sm" icon={X} label="Dismiss" onClick={() => store.set(null)} />
      </div>
      <div className="mt-2 flex flex-col gap-2 pr-1 pl-5.75">
        <NextStep sessionId={sessionId} failure={failure} />
      </div>
    </section>
  );
}

function headingOf({ what, error }: Failure, code: string): string {
  if (code === 'GIT_HOOK_FAILED') return `${what}: the ${errorData(error, 'GIT_HOOK_FAILED')?.hook ?? ''} hook said no`;
  if (code === 'GIT_CONFLICTS') return `${what}: conflicts`;
  if (code === 'GIT_NOTHING_TO_COMMIT') return 'Nothing to commit';
  return `${what} failed`;
}

function NextStep({ sessionId, failure }: { sessionId: string; failure: Failure }) {
  const { error, retry } = failure;
  const { code, data } = errorOf(error);
  const git = gitActionsOf(sessionId);
  const done = () => failureOf(sessionId).set(null);
  const again = () => {
    done();
    retry();
  };

  switch (code) {
    case 'GIT_IDENTITY_MISSING':
      return <IdentityForm onSaved={again} />;
    case 'GIT_AUTHENTICATION_FAILED':
      return <TokenForm host={errorData(error, code)?.host ?? ''} onSaved={again} />;
    case 'REPOSITORY_NOT_FOUND':
      return <TokenForm host={errorData(error, code)?.host ?? ''} onSaved={again} />;
    case 'GIT_PUSH_REJECTED':
      return (
        <>
          <Actions>
            <Button size="sm" variant="primary" onClick={() => void git.pullThenPush()}>
              Pull, then push
            </Button>
            <Button size="sm" onClick={() => void git.pull('rebase').then((ok) => ok && git.push())}>
              Rebase, then push
            </Button>
          </Actions>
          <Said data={data} />
        </>
      );
    case 'GIT_DIVERGED':
      return (
        <Actions>
          <Button size="sm" variant="primary" onClick={() => void git.pull('merge')}>
            Merge
          </Button>
          <Button size="sm" onClick={() => void git.pull('rebase')}>
            Rebase
          </Button>
        </Actions>
      );
    case 'GIT_CONFLICTS':
      return <Paths sessionId={sessionId} paths={errorData(error, code)?.paths ?? []} />;
    case 'GIT_WOULD_OVERWRITE':
      return (
        <>
          <Paths sessionId={sessionId} paths={errorData(error, code)?.paths ?? []} />
          <Actions>
            <Button size="sm" variant="primary" onClick={() => void git.stashThen(again)}>
              Stash and try again
            </Button>
          </Actions>
        </>
      );
    case 'GIT_DETACHED':
      return (
        <Actions>
          <Button size="sm" variant="primary" onClick={() => branchMenuOf(sessionId).set('switch')}>
            Create a branch
          </Button>
        </Actions>
      );
    case 'GIT_NO_UPSTREAM':
      return (
        <Actions>
          <Button size="sm" variant="primary" onClick={() => void git.push()}>
            Push this branch
          </Button>
        </Actions>
      );
    case 'GIT_OPERATION_IN_PROGRESS':
      return (
        <Actions>
          <Button size="sm" variant="primary" onClick={() => void git.continue()}>
            Continue
          </Button>
          <Button size="sm" onClick={() => void git.abort()}>
            Abort
          </Button>
        </Actions>
      );
    case 'GIT_NOTHING_TO_COMMIT':
    case 'FORBIDDEN':
    case 'BRANCH_EXISTS':
    case 'BRANCH_INVALID':
    case 'BRANCH_NOT_FOUND':
    case 'BRANCH_IN_USE':
    case 'GIT_DIFF_CHANGED':
      return null;
    case 'GIT_PUSH_REFUSED':
      return <Said data={data} />;
    default:
      return (
        <>
          <Said data={data} />
          <Actions>
            <Button size="sm" onClick={again}>
              Try again
            </Button>
          </Actions>
        </>
      );
  }
}

const Actions = ({ children }: { children: ReactNode }) => <div className="flex flex-wrap gap-1.5">{children}</div>;

/** What git, its hook or the remote printed. */
function Said({ data }: { data: unknown }) {
  const output = typeof data === 'object' && data !== null && 'output' in data ? data.output : null;
  return typeof output === 'string' && output.trim() !== '' ? <Output text={output.trim()} /> : null;
}

const PATHS_SHOWN = 8;

function Paths({ sessionId, paths }: { sessionId: string; paths: readonly string[] }) {
  return (
    <ul className="flex flex-col">
      {paths.slice(0, PATHS_SHOWN).map((path) => (
        <li key={path}>
          <button
            type="button"
            onClick={() => openFile(sessionId, path)}
            className="max-w-full truncate text-left font-mono text-sm hover:underline"
          >
            {displayPath(path)}
          </button>
        </li>
      ))}
      {paths.length > PATHS_SHOWN && <li className="text-muted text-sm">and {paths.length - PATHS_SHOWN} more</li>}
    </ul>
  );
}
