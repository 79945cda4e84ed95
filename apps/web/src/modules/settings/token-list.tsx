import type { Token } from '@craftastic/contract/tokens';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { confirm } from '../../components/confirm.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useNow } from '../../hooks/use-now.ts';

export function TokenList() {
  const queries = useQueryClient();
  const tokens = useQuery(orpc.tokens.list.queryOptions());
  const remove = useMutation(
    orpc.tokens.remove.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.tokens.key() }),
      onError: (error) => toast.failed('The token was not removed', error),
    }),
  );
  const now = useNow();
  const ask = async (token: Token) => {
    const yes = await confirm({
      title: `Remove the token of ${hostOf(token)}?`,
      body: 'Push, pull and fetch of its private repositories will ask for a new one.',
      action: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id: token.id });
  };

  if (tokens.isPending) return <SkeletonRows rows={2} className="px-0" />;
  if (tokens.isError) return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  if (tokens.data.length === 0) return <p className="text-muted">No tokens yet. Public repositories need none.</p>;
  return (
    <ul className="divide-y divide-border rounded-lg border border-border">
      {tokens.data.map((token) => (
        <li key={token.id} className="flex items-center gap-3 py-2 pr-2 pl-3">
          <KeyRound aria-hidden size={16} className="text-faint" />
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{token.origin}</p>
            <p className="truncate text-muted text-sm">
              {token.username} · {token.lastUsedAt ? `used ${ago(token.lastUsedAt, now)}` : 'never used'}
            </p>
          </div>
          <IconButton icon={Trash2} label={`Remove the token of ${hostOf(token)}`} onClick={() => void ask(token)} />
        </li>
      ))}
    </ul>
  );
}

const hostOf = (token: Token): string => URL.parse(token.origin)?.host ?? token.origin;
const ago = (at: string, now: number): string => {
  const age = formatAge(at, now);
  return age === 'now' ? 'just now' : `${age} ago`;
};
