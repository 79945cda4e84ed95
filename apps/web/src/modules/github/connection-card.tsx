import type { GithubConnection } from '@craftastic/contract/github';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Badge } from '../../components/badge.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { confirm } from '../../components/confirm.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { DeviceLogin } from './device-login.tsx';
import { here, signInUrl } from './sign-in-url.ts';

const SENTENCES: Record<GithubConnection['state'], string> = {
  none: 'Connect your account to find your repositories, open pull requests and see checks.',
  connected: 'Repositories, pull requests and checks go with your account.',
  refused: 'GitHub no longer accepts the token: it was revoked, or has run out. Connect again; nothing else is lost.',
};

/** One's account at GitHub. */
export function ConnectionCard() {
  const queries = useQueryClient();
  const connection = useQuery(orpc.github.connection.queryOptions({ staleTime: 0 }));
  const [byCode, setByCode] = useState(false);
  const reread = () => {
    void queries.invalidateQueries({ queryKey: orpc.github.key() });
    void queries.invalidateQueries({ queryKey: orpc.tokens.key() });
  };
  const disconnect = useMutation(
    orpc.github.disconnect.mutationOptions({
      onSuccess: reread,
      onError: (error) => toast.failed('GitHub is still connected', error),
    }),
  );
  const ask = async () => {
    const yes = await confirm({
      title: 'Disconnect GitHub?',
      body: 'The token is forgotten here. Push and pull of private repositories will ask for one.',
      action: 'Disconnect',
      danger: true,
    });
    if (yes) disconnect.mutate({});
  };
  if (connection.isPending) return <Skeleton className="h-18" />;
  // The list of tokens below says what there is; this card is more comfort than that.
  if (connection.isError) return null;
  const { state, host, offered, source } = connection.data;
  if (!offered && state === 'none') return null;
  return (
    <section aria-label="GitHub" className="flex flex-col gap-3 rounded-lg border border-border p-3">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <h3 className="flex items-center gap-2 font-medium">
            {host}
            {state === 'connected' && <Badge tone="success">connected</Badge>}
            {state === 'refused' && <Badge tone="danger">no longer accepted</Badge>}
            {source === 'pasted' && <Badge>pasted token</Badge>}
          </h3>
          <p className="text-muted text-sm">{SENTENCES[state]}</p>
        </div>
        {state !== 'connected' && offered && (
          <a href={signInUrl(here())} className={buttonClass('primary')}>
            {state === 'refused' ? 'Reconnect' : 'Connect'}
          </a>
        )}
        {state !== 'none' && (
          <Button busy={disconnect.isPending} onClick={() => void ask()}>
            Disconnect
          </Button>
        )}
      </div>
      {state !== 'connected' && offered && !byCode && (
        <button
          type="button"
          onClick={() => setByCode(true)}
          className="self-start rounded-sm text-accent-text text-sm underline"
        >
          GitHub can’t send this browser back? Use a code.
        </button>
      )}
      {byCode && state !== 'connected' && (
        <DeviceLogin
          host={host}
          onDone={() => {
            setByCode(false);
            toast.done('GitHub is connected');
            reread();
          }}
        />
      )}
    </section>
  );
}
