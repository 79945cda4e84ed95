import type { User } from '@craftastic/contract/auth';
import type { DeviceLogin as Device } from '@craftastic/contract/github';
import { useMutation } from '@tanstack/react-query';
import { Copy, ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { client, errorOf, orpc } from '../../api/client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { toast } from '../../components/toast.tsx';

interface DeviceLoginProps {
  host: string;
  onDone: (user: User) => void;
}

/** Logging in by a code that is typed in at GitHub, on this device or another one. */
export function DeviceLogin({ host, onDone }: DeviceLoginProps) {
  const start = useMutation(orpc.github.startDevice.mutationOptions());
  if (start.data) {
    return <Waiting key={start.data.handle} device={start.data} onDone={onDone} onAgain={() => start.mutate({})} />;
  }
  return (
    <div className="flex flex-col gap-2">
      <Button size="lg" busy={start.isPending} onClick={() => start.mutate({})} className="w-full">
        Use a code from {host === 'github.com' ? 'GitHub' : host}
      </Button>
      {start.isError && <ErrorLine error={start.error} />}
    </div>
  );
}

interface WaitingProps {
  device: Device;
  onDone: (user: User) => void;
  onAgain: () => void;
}

function Waiting({ device, onDone, onAgain }: WaitingProps) {
  const { userCode, verificationUrl } = device;
  const failure = useAnswer(device, onDone);
  const copy = () =>
    void navigator.clipboard.writeText(userCode).then(
      () => toast.info('The code is copied'),
      (error: unknown) => toast.failed('Nothing was copied', error),
    );
  return (
    <section aria-label="Login by code" className="rounded-lg border border-border bg-surface p-4">
      <p className="text-muted">Type this code in at GitHub:</p>
      <div className="my-3 flex items-center gap-3">
        <output aria-label="Code" className="flex-1 select-all font-mono font-semibold text-2xl tracking-widest">
          {userCode}
        </output>
        <Button onClick={copy}>
          <Copy aria-hidden size={14} />
          Copy
        </Button>
      </div>
      <a href={verificationUrl} target="_blank" rel="noreferrer" className={buttonClass('primary', 'lg')}>
        Open {new URL(verificationUrl).host}
        <ExternalLink aria-hidden size={14} />
      </a>
      {failure === null ? (
        <p role="status" className="mt-3 flex items-center gap-2 text-muted text-sm">
          <Spinner size={12} />
          Waiting for GitHub
        </p>
      ) : (
        <div className="mt-3 flex flex-col items-start gap-2">
          <ErrorLine error={failure} />
          <Button onClick={onAgain}>Get a new code</Button>
        </div>
      )}
    </section>
  );
}

/** Asks no more often than GitHub allows, until there is an answer. Returns what went wrong. */
function useAnswer(device: Device, onDone: (user: User) => void): unknown {
  const [failure, setFailure] = useState<unknown>(null);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    let wait = device.intervalSeconds;
    let timer = 0;
    const ask = async () => {
      try {
        const answer = await client.github.askDevice({ handle: device.handle });
        if (answer.status === 'done') return done.current(answer.user);
        if (answer.slower) wait += 5;
      } catch (error) {
        const { code } = errorOf(error);
        // A network that is away for a moment ends nothing.
        if (code !== 'OFFLINE' && code !== 'GITHUB_UNREACHABLE') return setFailure(error);
      }
      timer = window.setTimeout(() => void ask(), wait * 1000);
    };
    timer = window.setTimeout(() => void ask(), wait * 1000);
    return () => clearTimeout(timer);
  }, [device]);
  return failure;
}
