import type { BrowserLogin } from '@craftastic/contract/auth';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut, MonitorSmartphone } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { loginRequired } from '../../api/login.ts';
import { count, formatAge, formatDate } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { browserName } from './browser-name.ts';

/** The browsers that are logged in as oneself. */
export function Logins() {
  const queries = useQueryClient();
  const now = useNow();
  const logins = useQuery(orpc.auth.logins.queryOptions());
  const end = useMutation(
    orpc.auth.endLogin.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.auth.logins.key() }),
      onError: (error) => toast.failed('The browser was not logged out', error),
    }),
  );
  const everywhere = useMutation(
    orpc.auth.logoutEverywhere.mutationOptions({
      onSuccess: () => loginRequired(),
      onError: (error) => toast.failed('Nobody was logged out', error),
    }),
  );
  const ask = async (all: readonly BrowserLogin[]) => {
    const yes = await confirm({
      title: 'Log out everywhere?',
      body: `${count(all.length, 'browser')} will have to log in again, this one included. Sessions go on running.`,
      action: 'Log out everywhere',
      danger: true,
    });
    if (yes) everywhere.mutate({});
  };
  if (logins.isPending) return <SkeletonRows rows={2} className="px-0" />;
  if (logins.isError) return <ErrorState error={logins.error} onRetry={() => void logins.refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">Log out what is not yours: what it has open ends at once.</p>
      <ul aria-label="Browsers" className="divide-y divide-border rounded-lg border border-border">
        {logins.data.map((login) => {
          const age = formatAge(login.lastUsedAt, now);
          return (
            <li key={login.id} className="flex min-h-12 items-center gap-3 py-2 pr-2 pl-3">
              <MonitorSmartphone aria-hidden size={16} className="shrink-0 text-faint" />
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2 truncate font-medium">
                  {browserName(login.userAgent)}
                  {login.current && <Badge tone="success">this one</Badge>}
                </p>
                <p className="truncate text-muted text-sm">
                  {age === 'now' ? 'used just now' : `used ${age} ago`} · since {formatDate(login.createdAt)}
                </p>
              </div>
              {!login.current && (
                <IconButton
                  icon={LogOut}
                  label={`Log out ${browserName(login.userAgent)}`}
                  onClick={() => end.mutate({ id: login.id })}
                />
              )}
            </li>
          );
        })}
      </ul>
      <div className="flex justify-end">
        <Button variant="danger-quiet" busy={everywhere.isPending} onClick={() => void ask(logins.data)}>
          Log out everywhere
        </Button>
      </div>
    </div>
  );
}
