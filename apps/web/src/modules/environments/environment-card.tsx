import type { Environment } from '@craftastic/contract/environments';
import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Copy, Ellipsis, FolderGit2, HardDrive, Plus, RefreshCw, Settings2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { count, formatBytes } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DropdownMenu, type MenuItem } from '../../components/menu.tsx';
import { toast } from '../../components/toast.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { mayAdmin, mayWrite, WANTS_WRITE } from '../members/role.ts';
import { NewSessionDialog } from '../sessions/new-session-dialog.tsx';
import { SessionRow } from '../sessions/session-row.tsx';
import { CloneFailed, Cloning } from './clone-state.tsx';
import { removeEnvironment } from './remove-environment.tsx';

interface EnvironmentCardProps {
  environment: Environment;
  sessions: readonly Session[];
}

export function EnvironmentCard({ environment, sessions }: EnvironmentCardProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [choosing, setChoosing] = useState(false);
  const fetch = useMutation(
    orpc.environments.fetch.mutationOptions({
      onSuccess: (branches) => {
        queries.setQueryData(orpc.environments.branches.queryKey({ input: { id: environment.id } }), branches);
        toast.done(`Fetched ${environment.name}: ${count(branches.length, 'branch', 'branches')}`);
      },
      onError: (error) => toast.failed(`Fetch of ${environment.name} failed`, error),
    }),
  );
  const remove = () => void removeEnvironment(environment, sessions);
  const ready = environment.status === 'ready';
  const writes = mayWrite(environment.role);

  const items: MenuItem[] = [
    {
      label: 'Settings',
      icon: Settings2,
      onSelect: () => void navigate({ to: '/environments/$environmentId', params: { environmentId: environment.id } }),
    },
    {
      label: 'Fetch',
      icon: RefreshCw,
      disabled: !ready || !writes,
      onSelect: () => fetch.mutate({ id: environment.id }),
    },
    {
      label: 'Copy URL',
      icon: Copy,
      onSelect: () =>
        void navigator.clipboard.writeText(environment.repositoryUrl).then(() => toast.info('The URL is copied')),
    },
    'separator',
    { label: 'Remove', icon: Trash2, danger: true, disabled: !mayAdmin(environment.role), onSelect: remove },
  ];

  return (
    <section
      aria-label={environment.name}
      className="overflow-hidden rounded-xl border border-border bg-raised shadow-sm"
    >
      <header className="flex items-center gap-3 border-b bg-surface px-4 py-2.5">
        <FolderGit2 aria-hidden size={18} strokeWidth={1.75} className="shrink-0 text-accent-text" />
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-2">
            <Link
              to="/environments/$environmentId"
              params={{ environmentId: environment.id }}
              className="truncate rounded-sm font-semibold hover:text-accent-text"
            >
              {environment.name}
            </Link>
            {environment.hosted && <Badge tone="info">hosted here</Badge>}
            {!writes && (
              <Tooltip content={WANTS_WRITE}>
                <Badge tabIndex={0}>read only</Badge>
              </Tooltip>
            )}
          </h2>
          <p className="truncate text-muted text-sm">{environment.repositoryUrl}</p>
        </div>
        {environment.diskBytes !== null && (
          <span className="text-faint text-sm tabular-nums max-sm:hidden">
            <HardDrive aria-hidden size={12} className="mr-1 -mt-0.5 inline" />
            <span className="sr-only">Disk </span>
            {formatBytes(environment.diskBytes)}
          </span>
        )}
        <Button
          disabled={!ready || !writes}
          title={writes ? undefined : WANTS_WRITE}
          busy={fetch.isPending}
          onClick={() => setChoosing(true)}
          className="relative"
        >
          <Plus aria-hidden size={14} />
          New session
        </Button>
        <DropdownMenu items={items}>
          <button
            type="button"
            aria-label={`More for ${environment.name}`}
            className="-mr-1 inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text data-[state=open]:bg-hover"
          >
            <Ellipsis aria-hidden size={16} />
          </button>
        </DropdownMenu>
      </header>

      {environment.status === 'cloning' && <Cloning environment={environment} />}
      {environment.status === 'error' && <CloneFailed environment={environment} onRemove={remove} />}
      {environment.status === 'removing' && <p className="px-4 py-3 text-muted">Removing…</p>}
      {sessions.length > 0 && (
        <ul aria-label={`Sessions of ${environment.name}`} className="divide-y divide-border">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} writes={writes} />
          ))}
        </ul>
      )}
      {ready && sessions.length === 0 && (
        <p className="px-4 py-4 text-muted">
          {writes
            ? 'No session yet. A session opens one branch, with its own files, terminals and container.'
            : 'No session yet.'}
        </p>
      )}
      {choosing && <NewSessionDialog environment={environment} onClose={() => setChoosing(false)} />}
    </section>
  );
}
