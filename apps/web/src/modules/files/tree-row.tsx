import { displayPath } from '@craftastic/contract/git-path';
import { ChevronRight, CornerDownRight, Folder, FolderOpen, Link2Off } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { errorOf } from '../../api/client.ts';
import { cn } from '../../components/cn.ts';
import { Spinner } from '../../components/spinner.tsx';
import type { Decorations, Tint } from './decorations.ts';
import { FileIcon } from './file-icon.tsx';
import { baseName, type EntryRow, nameProblem } from './tree.ts';

export const ROW_HEIGHT = 24;

const TINTS: Record<Tint, string> = {
  added: 'text-git-added',
  modified: 'text-git-modified',
  deleted: 'text-git-deleted',
  untracked: 'text-git-untracked',
  renamed: 'text-git-renamed',
  conflict: 'text-git-conflict',
};

/** The guides of the levels above, and the room that they take. */
function Indent({ level }: { level: number }) {
  return Array.from({ length: level - 1 }, (_, above) => above).map((above) => (
    <span key={above} aria-hidden className="ml-[7px] h-full w-[7px] shrink-0 border-border border-l" />
  ));
}

/** Its clicks and drags are heard by the tree. */
interface TreeRowProps {
  id: string;
  row: EntryRow;
  decorations: Decorations;
  focused: boolean;
  chosen: boolean;
  dropTarget: boolean;
}

export function TreeRow({ id, row, decorations, focused, chosen, dropTarget }: TreeRowProps) {
  const { entry, level, expanded } = row;
  const mark = decorations.files.get(entry.path);
  const tint = mark?.tint ?? (expanded === undefined ? undefined : decorations.directories.get(entry.path));
  const name = displayPath(entry.name);
  const lost = entry.target === 'broken' || entry.target === 'outside';
  return (
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      data-path={entry.path}
      aria-label={mark ? `${name}, ${mark.title}` : name}
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={expanded}
      aria-selected={chosen}
      draggable
      title={lost ? `${name}: a link that leads nowhere in this worktree` : undefined}
      className={cn(
        'flex h-6 select-none items-center pr-3 pl-1.5 outline-none',
        chosen ? 'bg-hover group-focus/tree:bg-selected' : 'hover:bg-hover',
        focused &&
          'group-focus-visible/tree:outline-1 group-focus-visible/tree:outline-focus group-focus-visible/tree:-outline-offset-1',
        dropTarget && 'bg-accent-soft',
      )}
    >
      <Indent level={level} />
      <span className="inline-flex w-4 shrink-0 justify-center text-faint">
        {expanded !== undefined && (
          <ChevronRight
            aria-hidden
            size={14}
            className={cn('transition-transform duration-75', expanded && 'rotate-90')}
          />
        )}
      </span>
      <span className={cn('mr-1.5 inline-flex shrink-0', entry.ignored && 'opacity-55')}>
        {expanded === undefined ? <FileIcon name={entry.name} /> : <FolderIcon open={expanded} />}
      </span>
      <span
        className={cn(
          'min-w-0 truncate',
          tint && TINTS[tint],
          entry.name.startsWith('.') && !tint && 'text-muted',
          // By its colour, which has to be read, and not by how faint it is.
          entry.ignored && !tint && 'text-git-ignored',
          mark?.tint === 'deleted' && 'line-through',
        )}
      >
        {name}
      </span>
      {entry.type === 'symlink' &&
        (lost ? (
          <Link2Off aria-hidden size={12} className="ml-1.5 shrink-0 text-danger-text" />
        ) : (
          <CornerDownRight aria-hidden size={12} className="ml-1.5 shrink-0 text-faint" />
        ))}
      <span className="flex-1" />
      {mark ? (
        <span aria-hidden className={cn('ml-2 shrink-0 font-semibold text-xs', TINTS[mark.tint])}>
          {mark.letter}
        </span>
      ) : (
        tint && (
          <span aria-hidden className={cn('ml-2 size-1.5 shrink-0 rounded-full bg-current opacity-70', TINTS[tint])} />
        )
      )}
    </div>
  );
}

const FolderIcon = ({ open }: { open: boolean }) => {
  const Icon = open ? FolderOpen : Folder;
  return <Icon aria-hidden size={15} strokeWidth={1.75} className="text-faint" />;
};

export function LoadingRow({ level }: { level: number }) {
  return (
    <div className="flex h-6 items-center gap-2 pl-1.5 text-faint text-sm">
      <Indent level={level} />
      <Spinner size={12} className="ml-4" /> Loading
    </div>
  );
}

export function FailedRow({ level, error, onRetry }: { level: number; error: unknown; onRetry: () => void }) {
  const { message } = errorOf(error);
  return (
    <div role="alert" className="flex h-6 items-center gap-2 pr-2 pl-1.5 text-danger-text text-sm" title={message}>
      <Indent level={level} />
      <span className="ml-4 min-w-0 flex-1 truncate">{message}</span>
      <button type="button" onClick={onRetry} className="shrink-0 rounded-sm px-1 underline hover:bg-hover">
        Try again
      </button>
    </div>
  );
}

interface NameRowProps {
  level: number;
  /** Name before; '' for a new one. */
  initial: string;
  directory: boolean;
  label: string;
  taken: ReadonlySet<string>;
  onDone: (name: string | null) => void;
}

/** A name being typed in the tree: Enter or leaving it takes it, Escape does not. */
export function NameRow({ level, initial, directory, label, taken, onDone }: NameRowProps) {
  const [name, setName] = useState(initial);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  const problem = name === '' || name === initial ? null : nameProblem(name, taken);

  useEffect(() => {
    const input = field.current;
    if (!input) return;
    input.focus();
    // The extension mostly stays as it is.
    const dot = initial.lastIndexOf('.');
    input.setSelectionRange(0, dot > 0 && !directory ? dot : initial.length);
  }, [initial, directory]);

  const finish = (value: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(value === '' || value === initial ? null : value);
  };
  return (
    <div className="relative flex h-6 items-center pr-2 pl-1.5">
      <Indent level={level} />
      <span className="mr-1.5 ml-4 inline-flex shrink-0">
        {directory ? <FolderIcon open={false} /> : <FileIcon name={baseName(name)} />}
      </span>
      <input
        ref={field}
        aria-label={label}
        aria-invalid={problem !== null}
        value={name}
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => finish(problem ? null : name)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter' && !problem) finish(name);
          if (event.key === 'Escape') finish(null);
        }}
        className="h-5.5 w-full min-w-0 rounded-sm border border-focus bg-raised px-1 outline-none aria-invalid:border-danger"
      />
      {problem && (
        <p
          role="alert"
          className="absolute top-6 right-2 left-8 z-10 rounded-md border border-danger bg-danger-soft px-2 py-1 text-danger-text text-sm shadow-pop"
        >
          {problem}
        </p>
      )}
    </div>
  );
}
