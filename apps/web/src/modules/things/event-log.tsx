import type { GitEvent } from '@craftastic/contract/events';
import { displayPath } from '@craftastic/contract/git-path';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  Boxes,
  ChevronRight,
  GitBranchMinus,
  GitBranchPlus,
  GitCommitHorizontal,
  type LucideIcon,
  Pause,
  Play,
  Radio,
  Tag,
} from 'lucide-react';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import type { ConnectionState } from '../../api/subscribe.ts';
import { count, formatAge } from '../../app/format.ts';
import { Badge, Dot } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { controlClass } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { EVENT_KINDS, type EventKind, isWanted } from './event-filter.ts';
import { sentenceOf } from './event-sentence.ts';
import { useOpenInSession } from './open-in-session.tsx';
import { Commit } from './sync-state.tsx';
import { EVENTS_INPUT } from './things-events.ts';

interface EventLogProps {
  connection: ConnectionState;
  /** Those that are to be seen; all where left out. */
  filter?: (event: GitEvent) => boolean;
}

/** Older ones are read until there are so many on the screen. */
const MOST_OLDER = 1000;
const KIND_WORDS: Record<EventKind, string> = {
  all: 'All events',
  pushes: 'Pushes',
  branches: 'Branches',
  tags: 'Tags',
  syncs: 'Syncs',
};

/** What happened to the repositories, newest first, as it happens. */
export function EventLog({ connection, filter }: EventLogProps) {
  const now = useNow();
  const log = useQuery(orpc.events.list.queryOptions({ input: EVENTS_INPUT }));
  const [kind, setKind] = useState<EventKind>('all');
  const [text, setText] = useState('');
  // What was there when it was paused; what comes meanwhile is counted.
  const [held, setHeld] = useState<readonly GitEvent[] | null>(null);
  const older = useOlder(log.data);
  const live = log.data ?? [];
  const missed = held === null ? 0 : live.filter((event) => event.sequence > (held[0]?.sequence ?? 0)).length;
  const loaded = [...(held ?? live), ...older.events];
  const ofHere = loaded.filter((event) => filter?.(event) ?? true);
  const events = ofHere.filter((event) => isWanted(event, { kind, text }));
  return (
    <section aria-label="Events" className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
        <p role="status" className="flex min-w-24 flex-1 items-center gap-2 text-muted text-sm">
          <Dot
            tone={held !== null ? 'neutral' : connection === 'online' ? 'success' : 'warning'}
            pulse={held === null && connection !== 'online'}
          />
          {held === null ? CONNECTION_WORDS[connection] : `Paused${missed > 0 ? `, ${missed} new` : ''}`}
        </p>
        <input
          type="search"
          aria-label="Filter events"
          placeholder="Branch, path or words"
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          autoComplete="off"
          className={cn(controlClass, 'h-8 w-56 max-sm:w-full')}
        />
        <Select
          label="Kind of event"
          value={kind}
          onChange={setKind}
          options={EVENT_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
          className="w-34"
        />
        <Button disabled={log.data === undefined} onClick={() => setHeld(held === null ? live : null)}>
          {held === null ? <Pause aria-hidden size={13} /> : <Play aria-hidden size={13} />}
          {held === null ? 'Pause' : 'Resume'}
        </Button>
      </div>
      {log.isPending ? (
        <SkeletonRows rows={5} />
      ) : log.isError ? (
        <ErrorState error={log.error} onRetry={() => void log.refetch()} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
          {events.length > 0 ? (
            <ol aria-label="Event log">
              {events.map((event) => (
                <EventRow key={event.sequence} event={event} now={now} />
              ))}
            </ol>
          ) : ofHere.length > 0 ? (
            <EmptyState icon={Radio} title="No such events" className="h-auto py-10">
              {count(ofHere.length, 'event')} {ofHere.length === 1 ? 'was' : 'were'} looked through.
            </EmptyState>
          ) : (
            <EmptyState icon={Radio} title="No events yet" className="h-auto py-10">
              Pushes, new branches and syncs appear here as they happen.
            </EmptyState>
          )}
          {older.error !== null && <ErrorLine error={older.error} />}
          {older.more && (
            <div className="flex justify-center pt-3">
              <Button size="sm" busy={older.busy} onClick={older.read}>
                Older events
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

/** What is older than the log that is kept alive, read when it is asked for. */
function useOlder(log: readonly GitEvent[] | undefined) {
  const pages = useInfiniteQuery({
    ...orpc.events.list.infiniteOptions({
      input: (before: number | undefined) => ({ ...EVENTS_INPUT, ...(before !== undefined && { before }) }),
      initialPageParam: log?.at(-1)?.sequence,
      getNextPageParam: (page) => (page.length < EVENTS_INPUT.limit ? undefined : page.at(-1)?.sequence),
    }),
    enabled: false,
  });
  const newest = log?.at(-1)?.sequence ?? 0;
  const events = pages.data?.pages.flat().filter(({ sequence }) => sequence < newest) ?? [];
  const full = (log?.length ?? 0) >= EVENTS_INPUT.limit;
  return {
    events,
    error: pages.error,
    busy: pages.isFetching,
    more: full && events.length < MOST_OLDER && (pages.data === undefined || pages.hasNextPage),
    read: () => void (pages.data === undefined ? pages.refetch() : pages.fetchNextPage()),
  };
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
  const session = useOpenInSession();
  const openFile =
    'branch' in event && event.type !== 'git.branch.deleted'
      ? (path: string) => void session.open({ environmentId: event.environmentId, branch: event.branch, path })
      : undefined;
  const Icon = ICONS[event.type];
  const commits = 'commits' in event ? event.commits : [];
  const newest = commits.at(-1);
  const last = 'after' in event ? event.after : event.commit;
  const happenedAt = ('movedAt' in event && event.movedAt) || event.createdAt;
  return (
    <li className="rounded-md hover:bg-hover/60">
      <div className="flex min-h-8 items-center gap-2.5 px-2 py-1">
        <Icon
          aria-hidden
          size={15}
          strokeWidth={1.75}
          className={event.type === 'things.synced' ? 'shrink-0 text-accent-text' : 'shrink-0 text-faint'}
        />
        <span className="line-clamp-2 min-w-0 flex-1 break-words">
          {event.type === 'things.synced' ? (
            <Link
              to="/things"
              search={{ ns: event.ns, branch: event.branch, at: event.commit }}
              title="As readers had it then"
              className="rounded-sm hover:text-accent-text hover:underline"
            >
              {sentenceOf(event)}
            </Link>
          ) : (
            sentenceOf(event)
          )}
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
        <Tooltip content={new Date(happenedAt).toLocaleString()}>
          <span className="w-14 shrink-0 text-right text-faint text-sm tabular-nums">{formatAge(happenedAt, now)}</span>
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
                <Paths letter="A" className="text-git-added" paths={commit.added} onOpen={openFile} />
                <Paths letter="M" className="text-git-modified" paths={commit.modified} onOpen={openFile} />
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

interface PathsProps {
  letter: string;
  className: string;
  paths: readonly string[];
  /** Into the editor of a session. */
  onOpen?: ((path: string) => void) | undefined;
}

const Paths = ({ letter, className, paths, onOpen }: PathsProps) =>
  paths.map((path) => (
    <li key={path} className="flex gap-2">
      <span className={cn('w-3 font-semibold', className)}>{letter}</span>
      {onOpen ? (
        <button
          type="button"
          title="Open in a session"
          onClick={() => onOpen(path)}
          className="min-w-0 break-all rounded-sm text-left font-mono text-muted hover:text-accent-text hover:underline"
        >
          {displayPath(path)}
        </button>
      ) : (
        <span className="min-w-0 break-all font-mono text-muted">{displayPath(path)}</span>
      )}
    </li>
  ));
