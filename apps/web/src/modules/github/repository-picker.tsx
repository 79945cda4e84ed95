import type { GithubRepository } from '@craftastic/contract/github';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Lock, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { environmentsKey } from '../../api/live.ts';
import { formatAge } from '../../app/format.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { here, signInUrl } from './sign-in-url.ts';

/** One's repositories at GitHub, to make an environment from. */
export function RepositoryPicker({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const query = useDeferredValue(text.trim());
  const connection = useQuery(orpc.github.connection.queryOptions({ staleTime: 0 })).data;
  const found = useQuery(
    orpc.github.repositories.queryOptions({
      input: { query },
      enabled: connection?.state === 'connected',
      placeholderData: keepPreviousData,
    }),
  );
  const create = useMutation(
    orpc.environments.create.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: environmentsKey });
        onDone();
      },
    }),
  );
  const code = found.isError ? errorOf(found.error).code : null;
  if (connection && (connection.state !== 'connected' || code === 'GITHUB_TOKEN_REFUSED')) {
    const again = connection.state !== 'none';
    return (
      <EmptyState
        title={again ? 'GitHub no longer accepts your token' : `Connect ${connection.host}`}
        actions={
          connection.offered && (
            <a href={signInUrl(here())} className={buttonClass('primary')}>
              {again ? 'Reconnect' : 'Connect GitHub'}
            </a>
          )
        }
      >
        {again
          ? 'It was revoked, or has run out. Your environments are all here.'
          : 'Then your repositories are listed here.'}
      </EmptyState>
    );
  }
  return (
    <div className="flex min-h-0 flex-col gap-3">
      <Field label="Search your repositories" labelHidden>
        <div className="relative">
          <Search aria-hidden size={14} className="absolute top-2.5 left-2.5 text-faint" />
          <Input
            aria-label="Search your repositories"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="Search your repositories"
            className="h-9 pl-8"
            autoFocus
          />
        </div>
      </Field>
      {create.isError && <ErrorLine error={create.error} />}
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <SkeletonRows rows={5} className="px-0" />
      ) : found.data.repositories.length === 0 ? (
        <p className="py-6 text-center text-muted">
          {query === '' ? 'There are no repositories yet.' : `No repository of yours is called ${query}.`}
        </p>
      ) : (
        <>
          <ul
            aria-label="Repositories"
            className="max-h-[44vh] divide-y divide-border overflow-y-auto rounded-lg border border-border"
          >
            {found.data.repositories.map((repository) => (
              <RepositoryRow
                key={repository.fullName}
                repository={repository}
                busy={create.isPending && create.variables.url === repository.url}
                disabled={create.isPending}
                onChoose={() => create.mutate({ url: repository.url })}
              />
            ))}
          </ul>
          {found.data.more && <p className="text-muted text-sm">There are more: search to narrow them down.</p>}
        </>
      )}
    </div>
  );
}

interface RepositoryRowProps {
  repository: GithubRepository;
  busy: boolean;
  disabled: boolean;
  onChoose: () => void;
}

function RepositoryRow({ repository, busy, disabled, onChoose }: RepositoryRowProps) {
  const now = useNow();
  const { fullName, description, pushedAt } = repository;
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 truncate font-medium">
          {fullName}
          {repository.private && <Lock aria-label="private" role="img" size={12} className="shrink-0 text-faint" />}
        </p>
        <p className="truncate text-muted text-sm">
          {[pushedAt && `pushed ${formatAge(pushedAt, now)}`, description].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Button aria-label={`Clone ${fullName}`} busy={busy} disabled={disabled} onClick={onChoose}>
        Clone
      </Button>
    </li>
  );
}
