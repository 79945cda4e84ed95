import type { Environment } from '@craftastic/contract/environments';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Output } from '../../components/error-state.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { toast } from '../../components/toast.tsx';
import { TokenForm } from '../settings/token-form.tsx';
import { parseRepositoryUrl } from './repository-url.ts';

/** A clone under way: how far, and a way to stop it. */
export function Cloning({ environment }: { environment: Environment }) {
  const cancel = useMutation(
    orpc.environments.cancel.mutationOptions({ onError: (error) => toast.failed('The clone was not stopped', error) }),
  );
  const { phase, percent, detail } = environment.progress ?? { phase: 'Waiting', percent: null, detail: undefined };
  // While a host is called nothing is measured, and a bar at 0 would look stuck.
  const measured = percent === 0 ? null : percent;
  return (
    <div className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="mb-1.5 flex items-baseline gap-2">
          <span role="status">{environment.hosted ? 'Creating' : 'Cloning'}</span>
          <span className="text-muted text-sm">{phase}</span>
          <span className="flex-1" />
          {detail && <span className="truncate text-faint text-sm tabular-nums">{detail}</span>}
          {measured !== null && <span className="font-medium tabular-nums">{Math.round(measured)} %</span>}
        </p>
        <ProgressBar percent={measured} label={`Cloning ${environment.name}`} />
      </div>
      <Button busy={cancel.isPending} onClick={() => cancel.mutate({ id: environment.id })}>
        Cancel
      </Button>
    </div>
  );
}

/** Errors that a token of the host may cure. */
const WANTS_TOKEN: readonly string[] = ['GIT_AUTHENTICATION_FAILED', 'REPOSITORY_NOT_FOUND'];

/** A clone that failed: why, what git said, and the way on. */
export function CloneFailed({ environment, onRemove }: { environment: Environment; onRemove: () => void }) {
  const [addToken, setAddToken] = useState(false);
  const retry = useMutation(
    orpc.environments.retry.mutationOptions({ onError: (error) => toast.failed('The clone did not start', error) }),
  );
  const again = () => retry.mutate({ id: environment.id });
  const parsed = parseRepositoryUrl(environment.repositoryUrl);
  const wantsToken = WANTS_TOKEN.includes(environment.error?.code ?? '') && parsed !== null;
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-start gap-3">
        <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-danger-text" />
        <div className="min-w-60 flex-1">
          <p role="alert">{environment.error?.message ?? 'The clone failed.'}</p>
          <p className="font-mono text-faint text-xs">{environment.error?.code}</p>
        </div>
        <div className="flex gap-2">
          <Button variant="ghost" onClick={onRemove}>
            Remove
          </Button>
          {wantsToken && !addToken && <Button onClick={() => setAddToken(true)}>Add token</Button>}
          <Button variant={wantsToken ? 'secondary' : 'primary'} busy={retry.isPending} onClick={again}>
            Try again
          </Button>
        </div>
      </div>
      <Output text={environment.error?.output?.trim() ?? null} />
      {wantsToken && addToken && (
        <section className="rounded-lg border border-border bg-surface p-3">
          <h3 className="mb-2 font-medium">Token for {parsed.host}</h3>
          <TokenForm
            origin={parsed.origin}
            submitLabel="Add token and try again"
            onAdded={() => {
              setAddToken(false);
              again();
            }}
          />
        </section>
      )}
    </div>
  );
}
