import type { ThingsDiff } from '@craftastic/contract/things';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { CircleAlert, FileQuestion, Search } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { count } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { controlClass } from '../../components/field.tsx';
import { plainKeys } from '../../components/plain-keys.ts';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { type ChangeKind, ChangeLetter, changesById } from './changes-by-id.tsx';
import { shortNs } from './namespace-rows.ts';
import { placeOf, type Viewed } from './place.ts';

const ROW_HEIGHT = 46;
const PAGE = 200;
/** The next page is asked for so many rows before the end comes in sight. */
const AHEAD = 40 * ROW_HEIGHT;
/** Not a type: those have no spaces. */
const ALL_TYPES = 'all types';

interface ThingListProps {
  context: Viewed;
  /** As it was at a commit or a time. */
  at: string | undefined;
  /** Against the default branch; undefined there, and while it is on its way. */
  diff: ThingsDiff | undefined;
  type: string | undefined;
  selected: string | undefined;
  onType: (type: string | undefined) => void;
  onOpen: (id: string) => void;
}

/** The Things of a branch, searched and filtered by the server, page by page as one scrolls. */
export function ThingList({ context, at: moment, diff, type, selected, onType, onOpen }: ThingListProps) {
  const id = useId();
  const [text, setText] = useState('');
  const query = useDeferredValue(text.trim());
  const list = useRef<VirtualListHandle>(null);
  const { ns } = context;
  const place = placeOf(context);
  const things = useInfiniteQuery({
    ...orpc.things.list.infiniteOptions({
      input: (after: string | undefined) => ({
        ns,
        ...place,
        limit: PAGE,
        ...(moment !== undefined && { at: moment }),
        ...(type !== undefined && { type }),
        ...(query !== '' && { query }),
        ...(after !== undefined && { after }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.things.length < PAGE ? undefined : page.things.at(-1)?.$id),
    }),
    placeholderData: keepPreviousData,
  });
  const first = things.data?.pages[0];
  const rows = things.data?.pages.flatMap((page) => page.things) ?? [];
  const at = rows.findIndex((row) => row.$id === selected);
  // One that a link has led to is shown where it stands, as soon as its page is there.
  const reached = useRef<string>(undefined);
  useEffect(() => {
    if (at < 0 || reached.current === selected) return;
    reached.current = selected;
    list.current?.scrollTo(at);
  }, [at, selected]);
  const changes = changesById(diff);
  const searched = query !== '' || type !== undefined;

  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'things.search',
          title: 'Search Things',
          group: 'Things',
          shortcut: '/',
          run: () => document.getElementById(`${id}-search`)?.focus(),
        },
      ],
      [id],
    ),
  );

  const go = (index: number) => {
    const to = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[to];
    if (!row) return;
    list.current?.scrollTo(to);
    onOpen(row.$id);
  };
  const keyAction = (event: KeyboardEvent): (() => void) | null => {
    switch (event.key) {
      case 'ArrowDown':
        return () => go(at + 1);
      case 'ArrowUp':
        return () => go(at < 0 ? 0 : at - 1);
      case 'PageDown':
        return () => go(at + 10);
      case 'PageUp':
        return () => go(at - 10);
      case 'Home':
        return () => go(0);
      case 'End':
        return () => go(rows.length - 1);
      default:
        return null;
    }
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-2 px-3 py-2">
        <div className="relative min-w-0 flex-1">
          <Search aria-hidden size={14} className="absolute top-2.25 left-2 text-faint" />
          <input
            id={`${id}-search`}
            type="search"
            aria-label="Search Things"
            placeholder="Search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                document.getElementById(`${id}-list`)?.focus();
                if (at < 0) go(0);
              }
            }}
            spellCheck={false}
            autoComplete="off"
            className={cn(controlClass, 'h-8 pl-7')}
          />
        </div>
        <Select
          label="Type"
          value={type ?? ALL_TYPES}
          onChange={(next) => onType(next === ALL_TYPES ? undefined : next)}
          options={[
            { value: ALL_TYPES, label: 'All types' },
            ...(first?.types ?? []).map((each) => ({
              value: each.type,
              label: `${typeName(each.type)} (${each.count})`,
            })),
          ]}
          className="w-36 shrink-0"
        />
      </div>
      <div className="min-h-0 flex-1">
        {things.isPending ? (
          <SkeletonRows rows={8} />
        ) : things.isError ? (
          <ErrorState error={things.error} onRetry={() => void things.refetch()} />
        ) : rows.length === 0 ? (
          searched ? (
            <EmptyState icon={Search} title="Nothing found">
              Ids, names, paths and bodies were searched.
            </EmptyState>
          ) : (
            <NoThings context={context} />
          )
        ) : (
          <VirtualList
            id={`${id}-list`}
            items={rows}
            rowHeight={ROW_HEIGHT}
            rowKey={(row) => row.$id}
            handle={list}
            role="listbox"
            aria-label="Things"
            aria-busy={things.isFetching}
            aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
            tabIndex={0}
            className="group/list px-2 outline-none"
            onClick={(event) => {
              const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
              if (row?.dataset.id === undefined) return;
              event.currentTarget.focus();
              onOpen(row.dataset.id);
            }}
            onScroll={({ currentTarget: box }) => {
              const near = box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD;
              if (near && things.hasNextPage && !things.isFetchingNextPage) void things.fetchNextPage();
            }}
            onKeyDown={plainKeys(keyAction)}
          >
            {(row, index) => (
              <Row
                id={`${id}-${index}`}
                ns={ns}
                row={row}
                change={changes.get(row.$id)}
                selected={row.$id === selected}
                position={index + 1}
                total={first?.total ?? rows.length}
              />
            )}
          </VirtualList>
        )}
      </div>
      <p role="status" className="shrink-0 border-t px-4 py-1.5 text-faint text-sm tabular-nums">
        {first && (searched ? `${count(first.total, 'Thing')} found` : count(first.total, 'Thing'))}
      </p>
    </div>
  );
}

interface RowProps {
  id: string;
  ns: string;
  row: { $id: string; $type: string; name: string; diagnostics: number; uncommitted: boolean };
  change: ChangeKind | undefined;
  selected: boolean;
  position: number;
  total: number;
}

function Row({ id, ns, row, change, selected, position, total }: RowProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={total}
      data-id={row.$id}
      className={cn(
        'flex h-11.5 select-none items-center gap-2 rounded-md px-2 outline-none',
        selected
          ? 'bg-selected group-focus-visible/list:outline-1 group-focus-visible/list:outline-focus'
          : 'hover:bg-hover',
      )}
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-muted text-sm">
          {idBelow(ns, row.$id)} · {typeName(row.$type)}
        </span>
      </span>
      {row.diagnostics > 0 && (
        <span className="inline-flex shrink-0 items-center gap-1 text-danger-text text-sm">
          <CircleAlert aria-hidden size={14} />
          <span className="sr-only">{count(row.diagnostics, 'problem')}</span>
        </span>
      )}
      {row.uncommitted && <Badge tone="warning">uncommitted</Badge>}
      {change && <ChangeLetter kind={change} />}
    </div>
  );
}

function NoThings({ context }: { context: Viewed }) {
  if (context.commit === null) {
    return (
      <EmptyState icon={FileQuestion} title="Not synced yet">
        The Things appear here when the first sync is through.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={FileQuestion} title="No Things">
      No file of this folder gives one. Push Markdown, MDX, YAML or JSON, or look at the binding’s content patterns.
    </EmptyState>
  );
}

/** `Article` of `https://schema.org/Article`. */
export const typeName = (type: string): string => /[^/#]+$/.exec(type.replace(/[/#]+$/, ''))?.[0] ?? type;

/** `/guide/start`, below its namespace; the whole of an id that is elsewhere. */
export const idBelow = (ns: string, id: string): string =>
  id === ns ? '/' : id.startsWith(`${ns}/`) ? id.slice(ns.length) : shortNs(id);
