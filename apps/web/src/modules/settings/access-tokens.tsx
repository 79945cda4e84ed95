import type { AccessToken, Scope } from '@craftastic/contract/access-tokens';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeySquare, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { formatAge, formatDate } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { confirm } from '../../components/confirm.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { ShownOnce } from './shown-once.tsx';

const SCOPES: { scope: Scope; label: string; help: string }[] = [
  { scope: 'api:read', label: 'Read the API', help: 'Files, git, Things and events, as far as you may.' },
  { scope: 'api:write', label: 'Write by the API', help: 'All that you may do, but for logins and tokens.' },
  { scope: 'git:read', label: 'Clone and fetch', help: 'As the password of git, for repositories hosted here.' },
  { scope: 'git:write', label: 'Push', help: 'As the password of git, where your role is write.' },
];

const LIFETIMES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'No end' },
] as const;
type Lifetime = (typeof LIFETIMES)[number]['value'];

/** Tokens of ours, for programs. */
export function AccessTokens() {
  const [made, setMade] = useState<string | null>(null);
  return (
    <div className="flex flex-col gap-6">
      {made !== null && (
        <ShownOnce
          label="Your new token"
          value={made}
          help="It is shown this once. Keep it where you keep passwords."
        />
      )}
      <TokenList />
      <section className="flex flex-col gap-3">
        <h3 className="font-medium">New access token</h3>
        <NewToken onMade={setMade} />
      </section>
    </div>
  );
}

function TokenList() {
  const queries = useQueryClient();
  const now = useNow();
  const tokens = useQuery(orpc.accessTokens.list.queryOptions());
  const environments = useQuery(orpc.environments.list.queryOptions()).data ?? [];
  const remove = useMutation(
    orpc.accessTokens.remove.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.accessTokens.key() }),
      onError: (error) => toast.failed('The token was not removed', error),
    }),
  );
  const ask = async ({ id, name }: AccessToken) => {
    const yes = await confirm({
      title: `Remove the token «${name}»?`,
      body: 'Programs that use it lose access at once.',
      action: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  if (tokens.isPending) return <SkeletonRows rows={2} className="px-0" />;
  if (tokens.isError) return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  if (tokens.data.length === 0) {
    return <p className="text-muted">None yet. A program shows one to the API, and git as its password.</p>;
  }
  return (
    <ul aria-label="Access tokens" className="divide-y divide-border rounded-lg border border-border">
      {tokens.data.map((token) => {
        const place = environments.find(({ id }) => id === token.environmentId)?.name;
        return (
          <li key={token.id} className="flex items-center gap-3 py-2 pr-2 pl-3">
            <KeySquare aria-hidden size={16} className="shrink-0 text-faint" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                <span className="truncate">{token.name}</span>
                {token.scopes.map((scope) => (
                  <Badge key={scope}>{scope}</Badge>
                ))}
                {token.environmentId !== null && <Badge tone="info">{place ?? 'one environment'}</Badge>}
              </p>
              <p className="text-muted text-sm">
                cft_…{token.hint} · {usedOf(token, now)} · {endOf(token, now)}
              </p>
            </div>
            <IconButton icon={Trash2} label={`Remove the token ${token.name}`} onClick={() => void ask(token)} />
          </li>
        );
      })}
    </ul>
  );
}

function usedOf({ lastUsedAt }: AccessToken, now: number): string {
  if (lastUsedAt === null) return 'never used';
  const age = formatAge(lastUsedAt, now);
  return age === 'now' ? 'used just now' : `used ${age} ago`;
}

function endOf({ expiresAt }: AccessToken, now: number): string {
  if (expiresAt === null) return 'no end';
  const at = formatDate(expiresAt);
  return Date.parse(expiresAt) < now ? `ended ${at}` : `until ${at}`;
}

function NewToken({ onMade }: { onMade: (token: string) => void }) {
  const queries = useQueryClient();
  const environments = useQuery(orpc.environments.list.queryOptions()).data ?? [];
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [place, setPlace] = useState('');
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const create = useMutation(
    orpc.accessTokens.create.mutationOptions({
      onSuccess: ({ token }) => {
        setName('');
        setScopes([]);
        onMade(token);
        void queries.invalidateQueries({ queryKey: orpc.accessTokens.key() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      name: name.trim(),
      scopes: [...scopes],
      environmentId: place === EVERYWHERE ? null : place || null,
      expiresInDays: lifetime === 'never' ? null : Number(lifetime),
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label="Name" help="What it is for: the build server, a script.">
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium text-sm">What it may do</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {SCOPES.map(({ scope, label, help }) => (
            <Checkbox
              key={scope}
              checked={scopes.includes(scope)}
              onChange={(on) => setScopes((now) => (on ? [...now, scope] : now.filter((each) => each !== scope)))}
              label={label}
              help={help}
            />
          ))}
        </div>
      </fieldset>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Where">
          <Select
            value={place === '' ? EVERYWHERE : place}
            onChange={setPlace}
            options={[
              { value: EVERYWHERE, label: 'All environments that you reach' },
              ...environments.map(({ id, name: label }) => ({ value: id, label })),
            ]}
          />
        </Field>
        <Field label="For how long">
          <Select value={lifetime} onChange={setLifetime} options={LIFETIMES} />
        </Field>
      </div>
      {create.isError && <ErrorLine error={create.error} />}
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          busy={create.isPending}
          disabled={name.trim() === '' || scopes.length === 0}
        >
          Create token
        </Button>
      </div>
    </form>
  );
}

/** No id of an environment. */
const EVERYWHERE = '*';
