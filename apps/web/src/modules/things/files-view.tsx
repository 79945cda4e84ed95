import { displayPath } from '@craftastic/contract/git-path';
import type { NsFile } from '@craftastic/contract/things';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronRight, Folder, FolderOpen, GitBranch, Link2 } from 'lucide-react';
import { Fragment, type KeyboardEvent, useId, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { count, formatBytes } from '../../app/format.ts';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { plainKeys } from '../../components/plain-keys.ts';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { FileIcon } from '../files/file-icon.tsx';
import { captionsOf, folderOf } from './ns-file-url.ts';
import { NsFileView } from './ns-file-view.tsx';
import { placeOf, type Viewed } from './place.ts';

const ROW_HEIGHT = 30;
/** The server tells so many entries of a folder. */
const MOST_ENTRIES = 10_000;

interface FilesViewProps {
  context: Viewed;
  /** A commit or a time of the past. */
  at: string | undefined;
  /** The repository's folder that the namespace is bound to, and whose it is. */
  folder: string;
  environmentId: string;
  /** A folder or a file below it; empty for the top. */
  path: string;
  narrow: boolean;
  onPath: (path: string) => void;
  onThing: (id: string) => void;
}

/** The files of a namespace as a branch or a draft has them, with those that become no Things. */
export function FilesView({ context, at: past, folder, environmentId, path, narrow, onPath, onThing }: FilesViewProps) {
  const { ns } = context;
  const place = { ...placeOf(context), ...(past !== undefined && { at: past }) };
  const at = (below: string) => orpc.ns.files.queryOptions({ input: { ns, ...place, path: below } });
  const shown = useQuery({ ...at(path), placeholderData: keepPreviousData });
  const isFile = shown.data !== undefined && shown.data.path === path && shown.data.type !== 'directory';
  const open = isFile ? folderOf(path) : path;
  const listed = useQuery({ ...at(open), enabled: isFile, placeholderData: keepPreviousData });
  const list = isFile ? listed : shown;

  if (shown.isError) {
    return (
      <div className="flex h-full min-h-0 flex-col">
        <Way path={folderOf(path)} onPath={onPath} />
        <div className="min-h-0 flex-1">
          <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />
        </div>
      </div>
    );
  }
  const entries = list.data?.entries ?? null;
  const left = (
    <div className="flex h-full min-h-0 flex-col">
      <Way path={open} onPath={onPath} />
      <div className="min-h-0 flex-1">
        {list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : entries === null ? (
          <SkeletonRows rows={6} />
        ) : entries.length === 0 ? (
          <EmptyState icon={FolderOpen} title="No files">
            {context.commit === null ? 'They appear here when the first sync is through.' : 'This folder is empty.'}
          </EmptyState>
        ) : (
          <Entries key={open} entries={entries} folder={open} selected={path} onPath={onPath} />
        )}
      </div>
      <p role="status" className="shrink-0 border-t px-4 py-1.5 text-faint text-sm tabular-nums">
        {entries &&
          (entries.length < MOST_ENTRIES
            ? count(entries.length, 'entry', 'entries')
            : `The first ${count(MOST_ENTRIES, 'entry', 'entries')}`)}
      </p>
    </div>
  );
  const right = isFile && (
    <NsFileView
      key={`${path} ${shown.data.hash}`}
      file={shown.data}
      captions={entries?.find(({ path: beside }) => beside === captionsOf(path))}
      ns={ns}
      place={place}
      source={{ environmentId, branch: context.branch, path: folder === '' ? path : `${folder}/${path}` }}
      onThing={onThing}
      onBack={narrow ? () => onPath(open) : undefined}
    />
  );
  if (narrow) return right || left;
  return (
    <div className="flex h-full min-h-0">
      <div className="w-90 shrink-0 border-r">{left}</div>
      <div className="min-w-0 flex-1">
        {right || (
          <EmptyState icon={FolderOpen} title="Choose a file">
            Pictures, films and texts are shown; all of them can be downloaded.
          </EmptyState>
        )}
      </div>
    </div>
  );
}

/** The folders above, each a way back. */
function Way({ path, onPath }: { path: string; onPath: (path: string) => void }) {
  const parts = path === '' ? [] : path.split('/');
  const step = 'min-w-0 truncate rounded px-1 text-muted hover:bg-hover hover:text-text aria-[current]:text-text';
  return (
    <nav aria-label="Folder" className="flex h-10 shrink-0 items-center gap-0.5 overflow-hidden px-3 text-sm">
      <button type="button" className={cn(step, 'shrink-0')} onClick={() => onPath('')}>
        All files
      </button>
      {parts.map((part, index) => {
        const to = parts.slice(0, index + 1).join('/');
        return (
          <Fragment key={to}>
            <ChevronRight aria-hidden size={12} className="shrink-0 text-faint" />
            <button
              type="button"
              className={step}
              aria-current={index === parts.length - 1 ? 'location' : undefined}
              onClick={() => onPath(to)}
            >
              {displayPath(part)}
            </button>
          </Fragment>
        );
      })}
    </nav>
  );
}

interface EntriesProps {
  entries: readonly NsFile[];
  folder: string;
  selected: string;
  onPath: (path: string) => void;
}

/** Folders first. Arrows move, and show files as they pass; Enter opens a folder, Backspace leaves it. */
function Entries({ entries, folder, selected, onPath }: EntriesProps) {
  const id = useId();
  const list = useRef<VirtualListHandle>(null);
  const rows = [
    ...entries.filter(({ type }) => type === 'directory'),
    ...entries.filter(({ type }) => type !== 'directory'),
  ];
  const [active, setActive] = useState(() => rows.findIndex((row) => row.path === selected));

  const go = (index: number) => {
    const to = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[to];
    if (!row) return;
    setActive(to);
    list.current?.scrollTo(to);
    if (row.type !== 'directory') onPath(row.path);
  };
  const keyAction = ({ key }: KeyboardEvent): (() => void) | null => {
    const row = rows[active];
    if (key === 'ArrowDown') return () => go(active + 1);
    if (key === 'ArrowUp') return () => go(active - 1);
    if (key === 'PageDown') return () => go(active + 10);
    if (key === 'PageUp') return () => go(active - 10);
    if (key === 'Home') return () => go(0);
    if (key === 'End') return () => go(rows.length - 1);
    if (key === 'Enter' && row) return () => onPath(row.path);
    if (key === 'Backspace' && folder !== '') return () => onPath(folderOf(folder));
    return null;
  };

  return (
    <VirtualList
      id={id}
      items={rows}
      rowHeight={ROW_HEIGHT}
      rowKey={(row) => row.path}
      handle={list}
      role="listbox"
      aria-label="Files"
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      className="group/list px-2 outline-none"
      onClick={(event) => {
        const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
        const index = Number(row?.dataset.index ?? -1);
        const entry = rows[index];
        if (!entry) return;
        event.currentTarget.focus();
        setActive(index);
        onPath(entry.path);
      }}
      onKeyDown={plainKeys(keyAction)}
    >
      {(row, index) => (
        <div
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          aria-posinset={index + 1}
          aria-setsize={rows.length}
          data-index={index}
          className={cn(
            'flex h-7.5 select-none items-center gap-2 rounded-md px-2',
            index === active
              ? 'bg-selected group-focus-visible/list:outline-1 group-focus-visible/list:outline-focus'
              : 'hover:bg-hover',
          )}
        >
          <EntryIcon entry={row} />
          <span className="min-w-0 flex-1 truncate" title={displayPath(row.name)}>
            {displayPath(row.name)}
          </span>
          {row.type === 'directory' && <span className="sr-only">folder</span>}
          {row.size !== null && row.type === 'file' && (
            <span className="shrink-0 text-faint text-sm tabular-nums">{formatBytes(row.size)}</span>
          )}
        </div>
      )}
    </VirtualList>
  );
}

function EntryIcon({ entry }: { entry: NsFile }) {
  if (entry.type === 'file') return <FileIcon name={entry.name} />;
  const Icon = entry.type === 'directory' ? Folder : entry.type === 'symlink' ? Link2 : GitBranch;
  return <Icon aria-hidden size={15} strokeWidth={1.75} className="shrink-0 text-muted" />;
}
