import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleStop, Ellipsis, GitBranch, HardDrive, Pencil, Play, ShieldOff, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { writeSession } from '../../api/live.ts';
import { count, formatAge, formatBytes } from '../../app/format.ts';
import { Dot } from '../../components/badge.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { ContextMenu, DropdownMenu, type MenuItem } from '../../components/menu.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { toast } from '../../components/toast.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { Divergence } from './divergence.tsx';
import { removeSession } from './remove-session.tsx';
import { RenameSessionDialog } from './rename-session-dialog.tsx';
import { SESSION_STATUS } from './session-status.ts';

/** One session in the list: the row is a link into it. `writes` is whether one may do more than look. */
export function SessionRow({ session, writes }: { session: Session; writes: boolean }) {
  const queries = useQueryClient();
  const now = useNow();
  const [renaming, setRenaming] = useState(false);
  const start = useMutation(
    orpc.sessions.start.mutationOptions({
      onSuccess: (started) => writeSession(queries, started),
      onError: (error) => toast.failed(`Session ${session.name} did not start`, error),
    }),
  );
  const stop = useMutation(
    orpc.sessions.stop.mutationOptions({
      onSuccess: (stopped) => writeSession(queries, stopped),
      onError: (error) => toast.failed(`Session ${session.name} did not stop`, error),
    }),
  );
  const status = SESSION_STATUS[session.status];
  const canStart = session.status === 'stopped' || session.status === 'error';
  const canStop = session.status === 'running' || session.status === 'starting';

  const items: MenuItem[] = [
    ...(canStart
      ? [
          {
            label: session.status === 'error' ? 'Try again' : 'Start',
            icon: Play,
            disabled: !writes,
            onSelect: () => start.mutate({ id: session.id }),
          },
        ]
      : []),
    ...(canStop
      ? [{ label: 'Stop', icon: CircleStop, disabled: !writes, onSelect: () => stop.mutate({ id: session.id }) }]
      : []),
    { label: 'Rename', icon: Pencil, disabled: !writes, onSelect: () => setRenaming(true) },
    'separator',
    { label: 'Remove', icon: Trash2, danger: true, disabled: !writes, onSelect: () => void removeSession(session) },
  ];

  return (
    <>
      <ContextMenu items={items}>
        <li className="group relative grid min-h-12 grid-cols-[104px_minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1.5 hover:bg-hover/60 md:grid-cols-[104px_minmax(0,1fr)_104px_88px_72px_72px] lg:grid-cols-[104px_minmax(0,1fr)_104px_96px_128px_72px_64px_72px]">
          <span className="flex items-center gap-2 text-sm">
            <Dot tone={status.tone} pulse={status.moving} />
            {status.word}
          </span>

          <span className="min-w-0">
            <span className="flex items-center gap-2">
              <Link
                to="/sessions/$sessionId"
                params={{ sessionId: session.id }}
                title={session.name}
                // The whole row is its target; controls lie above it.
                className="truncate rounded-sm font-medium after:absolute after:inset-0 after:content-[''] hover:text-accent-text"
              >
                {session.name}
              </Link>
              {session.runtime === 'local' && (
                <Tooltip content="No isolation: its programs run as you">
                  <span className="relative inline-flex text-warning-text">
                    <ShieldOff aria-hidden size={13} />
                    <span className="sr-only">No isolation</span>
                  </span>
                </Tooltip>
              )}
            </span>
            <Detail session={session} />
          </span>

          <span className="max-md:hidden">
            {session.changes !== null && <Divergence ahead={session.ahead} behind={session.behind} />}
          </span>
          <span className="text-sm max-md:hidden">
            {session.changes ? (
              <span className="text-git-modified">{count(session.changes, 'change')}</span>
            ) : (
              <span className="text-faint">{session.changes === 0 ? 'clean' : ''}</span>
            )}
          </span>
          <span className="text-muted text-sm tabular-nums max-lg:hidden">
            {session.usage &&
              session.status === 'running' &&
              `${formatBytes(session.usage.memoryBytes)} · ${Math.round(session.usage.cpuPercent)} % CPU`}
          </span>
          <span className="text-muted text-sm tabular-nums max-lg:hidden">
            {session.usage?.diskBytes != null && (
              <>
                <HardDrive aria-hidden size={12} className="mr-1 -mt-0.5 inline text-faint" />
                <span className="sr-only">Disk </span>
                {formatBytes(session.usage.diskBytes)}
              </>
            )}
          </span>
          <Tooltip content={`Last active ${new Date(session.lastActiveAt).toLocaleString()}`}>
            <span className="relative text-faint text-sm tabular-nums max-md:hidden">
              {formatAge(session.lastActiveAt, now)}
            </span>
          </Tooltip>

          <span className="relative flex justify-end">
            {canStart && (
              <IconButton
                icon={Play}
                label={`Start ${session.name}`}
                busy={start.isPending}
                disabled={!writes}
                onClick={() => start.mutate({ id: session.id })}
              />
            )}
            {canStop && (
              <IconButton
                icon={CircleStop}
                label={`Stop ${session.name}`}
                busy={stop.isPending}
                disabled={!writes}
                onClick={() => stop.mutate({ id: session.id })}
              />
            )}
            <DropdownMenu items={items}>
              <button
                type="button"
                aria-label={`More for ${session.name}`}
                className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text data-[state=open]:bg-hover"
              >
                <Ellipsis aria-hidden size={16} />
              </button>
            </DropdownMenu>
          </span>
        </li>
      </ContextMenu>
      {renaming && <RenameSessionDialog session={session} onClose={() => setRenaming(false)} />}
    </>
  );
}

/** The second line: what is going on, what went wrong, else the branch. */
function Detail({ session }: { session: Session }) {
  if (session.status === 'error' && session.error) {
    return <span className="block truncate text-danger-text text-sm">{session.error.message}</span>;
  }
  if (SESSION_STATUS[session.status].moving && session.progress) {
    const { phase, percent } = session.progress;
    return (
      <span className="flex items-center gap-3 text-muted text-sm">
        <span className="truncate">
          {phase}
          {percent !== null && ` ${Math.round(percent)} %`}
        </span>
        <ProgressBar percent={percent} label={`${session.name}: ${phase}`} className="w-24 shrink-0" />
      </span>
    );
  }
  // A session is called as its branch until somebody renames it; once is enough then.
  if (session.name === session.branch) return null;
  return (
    <span className="flex items-center gap-1 text-muted text-sm">
      <GitBranch aria-hidden size={12} className="shrink-0" />
      <span className="truncate">{session.branch}</span>
    </span>
  );
}
