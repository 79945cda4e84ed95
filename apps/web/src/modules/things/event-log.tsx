import type { GitEvent } from '@craftastic/contract/events';
import { displayPath } from '@craftastic/contract/git-path';
import { useQuery } from '@tanstack/react-query';
import {
  Boxes,
  ChevronRight,
  GitBranchMinus,
  GitBranchPlus,
  GitCommitHorizontal,
  type LucideIcon,
  Radio,
  Tag,
} from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import type { ConnectionState } from '../../api/subscribe.ts';
import { count, formatAge } from '../../app/format.ts';
import { Badge, Dot } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { sentenceOf } from './event-sentence.ts';
import { Commit } from './sync-state.tsx';
import { EVENTS_INPUT } from './things-events.ts';

interface EventLogProps {
  connection: ConnectionState;
  /** Those that are to be seen; all where left out. */
  filter?: (event: GitEvent) => boolean;
}

/** What happened to the repositories, newest first, as it happens. */
export function EventLog({ connection, filter }: EventLogProps) {
  const now = useNow();
  const log = useQuery(orpc.events.list.queryOptions({ input: EVENTS_INPUT }));
  const events = (log.data ?? []).filter((event) => filter?.(event) ?? true);
  return (
    <section aria-label="Events" className="flex h-full min-h-0 flex-col">
      <p role="status" className="flex shrink-0 items-center gap-2 px-4 py-2 text-muted text-sm">
        <Dot tone={connection === 'online' ? 'success' : 'warning'} pulse={connection !== 'online'} />
        {CONNECTION_WORDS[connection]}
      </p>
      {log.isPending ? (
        <SkeletonRows rows={5} />
      ) : log.isError ? (
        <ErrorState error={log.error} onRetry={() => void log.refetch()} />
      ) : events.length === 0 ? (
        <EmptyState icon={Radio} title="No events yet">
          Pushes, new branches and syncs appear here as they happen.
        </EmptyState>
      ) : (
        <ol aria-label="Event log" className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
          {events.map((event) => (
            <EventRow key={event.sequence} event={event} now={now} />
          ))}
        </ol>
      )}
    </section>
  );
}

const CONNECTION_WORDS: Record<ConnectionState, string> = {
  connecting: 'Connecting',
  online: 'Live',
  offline: 'Reconnecting',
};

const ICONS: Record<GitEvent['type'], LucideIcon> = {
  'git.push': GitCommitHorizontal,
  'git.branch.created': GitBranchPlus,
  'git.branch.deleted': GitBranchMinus,
  'git.tag.created': Tag,
  'git.tag.moved': Tag,
  'git.tag.deleted': Tag,
  'things.synced': Boxes,
};

function EventRow({ event, now }: { event: GitEvent; now: number }) {
  const [open, setOpen] = useState(false);
  const Icon = ICONS[event.type];
  const commits = 'commits' in event ? event.commits : [];
  const newest = commits.at(-1);
  const last = 'after' in event ? event.after : event.commit;
  return (
    <li className="rounded-md hover:bg-hover/60">
      <div className="flex min-h-8 items-center gap-2.5 px-2 py-1">
        <Icon
          aria-hidden
          size={15}
          strokeWidth={1.75}
          className={event.type === 'things.synced' ? 'shrink-0 text-accent-text' : 'shrink-0 text-faint'}
        />
        <span className="min-w-0 flex-1 break-words">
          {sentenceOf(event)}
          {newest && <span className="ml-2 text-muted">{newest.message}</span>}
          {'forced' in event && event.forced && (
            <Badge tone="warning" className="ml-2">
              forced
            </Badge>
          )}
        </span>
        {commits.length > 0 && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="inline-flex shrink-0 items-center gap-0.5 rounded-sm px-1 text-muted text-sm hover:bg-hover hover:text-text"
          >
            <ChevronRight
              aria-hidden
              size={13}
              className={cn('transition-transform duration-75', open && 'rotate-90')}
            />
            {count(commits.length, 'commit')}
          </button>
        )}
        {last && <Commit id={last} />}
        <Tooltip content={new Date(event.createdAt).toLocaleString()}>
          <span className="w-14 shrink-0 text-right text-faint text-sm tabular-nums">
            {formatAge(event.createdAt, now)}
          </span>
        </Tooltip>
      </div>
      {open && (
        <ol aria-label="Commits" className="mb-2 ml-9 flex flex-col gap-2 border-l pl-3">
          {commits.map((commit) => (
            <li key={commit.sha}>
              <p className="flex items-center gap-2">
                <Commit id={commit.sha} />
                <span className="min-w-0 truncate">{commit.message}</span>
                <span className="shrink-0 text-faint text-sm">{commit.author.name}</span>
              </p>
              <ul className="text-sm">
                <Paths letter="A" className="text-git-added" paths={commit.added} />
                <Paths letter="M" className="text-git-modified" paths={commit.modified} />
                <Paths letter="D" className="text-git-deleted" paths={commit.removed} />
              </ul>
              {commit.truncated && <p className="text-faint text-sm">and more files</p>}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

const Paths = ({ letter, className, paths }: { letter: string; className: string; paths: readonly string[] }) =>
  paths.map((path) => (
    <li key={path} className="flex gap-2">
      <span className={cn('w-3 font-semibold', className)}>{letter}</span>
      <span className="min-w-0 break-all font-mono text-muted">{displayPath(path)}</span>
    </li>
  ));
