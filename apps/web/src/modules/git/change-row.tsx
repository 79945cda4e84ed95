import type { Change } from '@craftastic/contract/git';
import { displayPath } from '@craftastic/contract/git-path';
import { ChevronDown, ChevronRight, FileText, Minus, Plus, Undo2 } from 'lucide-react';
import type { MouseEvent, ReactNode } from 'react';
import { count } from '../../app/format.ts';
import { cn } from '../../components/cn.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { ContextMenu, type MenuItem } from '../../components/menu.tsx';
import { ChangeLetter } from './change-letter.tsx';
import { GROUP_TITLES, type Group, type Row } from './change-rows.ts';
import { PathName } from './path-name.tsx';
import type { ChooseMode } from './selection.ts';

type RowOf<Kind extends Row['kind']> = Extract<Row, { kind: Kind }>;

export interface RowActions {
  select: (key: string, mode: ChooseMode) => void;
  toggleGroup: (group: Group) => void;
  toggleHunks: (key: string) => void;
  open: (change: Change, keep: boolean) => void;
  openFile: (change: Change) => void;
  stage: (change: Change) => void;
  unstage: (change: Change) => void;
  discard: (change: Change) => void;
  stageGroup: (group: Group) => void;
  stageAll: () => void;
  unstageAll: () => void;
  discardGroup: (group: Group) => void;
  resolve: (change: Change, take: 'ours' | 'theirs' | 'worktree') => void;
  stageHunk: (row: RowOf<'hunk'>) => void;
  unstageHunk: (row: RowOf<'hunk'>) => void;
  discardHunk: (row: RowOf<'hunk'>) => void;
}

/** Shown while the pointer is on the row or the keyboard in it; always there for assistive technology. */
const hoverActions =
  'flex shrink-0 items-center opacity-0 focus-within:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100';
const currentClass =
  'group-focus-visible/list:outline-1 group-focus-visible/list:-outline-offset-1 group-focus-visible/list:outline-focus';

export function GroupRow({
  row,
  domId,
  current,
  actions,
}: {
  row: RowOf<'group'>;
  domId: string;
  current: boolean;
  actions: RowActions;
}) {
  const { group } = row;
  const Chevron = row.collapsed ? ChevronRight : ChevronDown;
  return (
    <div
      id={domId}
      role="treeitem"
      tabIndex={-1}
      aria-level={1}
      aria-expanded={!row.collapsed}
      aria-selected={false}
      aria-label={`${GROUP_TITLES[group]}, ${count(row.count, 'file')}`}
      onClick={(event) => !onButton(event) && actions.toggleGroup(group)}
      onKeyDown={undefined}
      className={cn(
        'group/row flex h-6 select-none items-center gap-1 pr-2 pl-1.5 hover:bg-hover',
        current && currentClass,
      )}
    >
      <Chevron aria-hidden size={14} className="shrink-0 text-faint" />
      <span className={cn('font-semibold text-sm', group === 'conflicted' && 'text-git-conflict')}>
        {GROUP_TITLES[group]}
      </span>
      <span className="text-faint text-sm tabular-nums">{row.count.toLocaleString()}</span>
      <span className="flex-1" />
      <span className={hoverActions}>
        {(group === 'unstaged' || group === 'untracked') && (
          <>
            <IconButton
              size="sm"
              icon={Undo2}
              label={group === 'unstaged' ? 'Discard all changes' : 'Delete all untracked files'}
              onClick={() => actions.discardGroup(group)}
            />
            <IconButton
              size="sm"
              icon={Plus}
              label={group === 'unstaged' ? 'Stage all changes' : 'Stage all untracked'}
              onClick={() => actions.stageGroup(group)}
            />
          </>
        )}
        {group === 'staged' && (
          <IconButton size="sm" icon={Minus} label="Unstage all" onClick={() => actions.unstageAll()} />
        )}
      </span>
    </div>
  );
}

interface FileRowProps {
  row: RowOf<'file'>;
  domId: string;
  current: boolean;
  selected: boolean;
  /** How many are chosen in all. */
  many: number;
  actions: RowActions;
}

export function FileRow({ row, domId, current, selected, many, actions }: FileRowProps) {
  const { change, key } = row;
  const { group } = change;
  const name = displayPath(change.path);
  const Chevron = row.expanded ? ChevronDown : ChevronRight;
  const clicked = (event: MouseEvent) => {
    if (onButton(event)) return;
    const mode = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
    actions.select(key, mode);
    if (mode === 'only') actions.open(change, false);
  };
  return (
    <ContextMenu items={fileMenu(change, selected ? many : 1, actions)}>
      <div
        id={domId}
        role="treeitem"
        tabIndex={-1}
        aria-level={2}
        aria-expanded={row.expanded}
        aria-selected={selected}
        aria-label={`${name}, ${change.conflict ?? change.kind}, ${GROUP_TITLES[group].toLowerCase()}`}
        onClick={clicked}
        onDoubleClick={(event) => !onButton(event) && actions.open(change, true)}
        onContextMenu={() => !selected && actions.select(key, 'only')}
        onKeyDown={undefined}
        className={cn(
          'group/row flex h-6 select-none items-center gap-1 pr-2 pl-2 hover:bg-hover',
          selected && 'bg-selected hover:bg-selected',
          current && currentClass,
        )}
      >
        <button
          type="button"
          tabIndex={-1}
          aria-label={`${row.expanded ? 'Hide' : 'Show'} hunks of ${name}`}
          onClick={() => actions.toggleHunks(key)}
          className={cn(
            'inline-flex size-4 shrink-0 items-center justify-center rounded-sm text-faint opacity-0 hover:bg-pressed group-hover/row:opacity-100 pointer-coarse:opacity-100',
            row.expanded && 'opacity-100',
          )}
        >
          <Chevron aria-hidden size={13} />
        </button>
        <PathName path={change.path} from={change.originalPath} struck={change.kind === 'deleted'} />
        <span className={cn(hoverActions, 'hidden focus-within:flex group-hover/row:flex pointer-coarse:flex')}>
          <FileButtons change={change} name={name} actions={actions} />
        </span>
        {change.submodule && <span className="text-faint text-xs">submodule</span>}
        <ChangeLetter kind={change.kind} untracked={group === 'untracked'} />
      </div>
    </ContextMenu>
  );
}

function FileButtons({ change, name, actions }: { change: Change; name: string; actions: RowActions }) {
  switch (change.group) {
    case 'staged':
      return <IconButton size="sm" icon={Minus} label={`Unstage ${name}`} onClick={() => actions.unstage(change)} />;
    case 'conflicted':
      return (
        <>
          <TextButton label={`Take ours for ${name}`} onClick={() => actions.resolve(change, 'ours')}>
            Ours
          </TextButton>
          <TextButton label={`Take theirs for ${name}`} onClick={() => actions.resolve(change, 'theirs')}>
            Theirs
          </TextButton>
          <IconButton
            size="sm"
            icon={Plus}
            label={`Mark ${name} as resolved`}
            onClick={() => actions.resolve(change, 'worktree')}
          />
        </>
      );
    default:
      return (
        <>
          {change.kind !== 'deleted' && (
            <IconButton size="sm" icon={FileText} label={`Open ${name}`} onClick={() => actions.openFile(change)} />
          )}
          <IconButton size="sm" icon={Undo2} label={`Discard ${name}`} onClick={() => actions.discard(change)} />
          <IconButton size="sm" icon={Plus} label={`Stage ${name}`} onClick={() => actions.stage(change)} />
        </>
      );
  }
}

function fileMenu(change: Change, many: number, actions: RowActions): MenuItem[] {
  const of = many > 1 ? ` ${count(many, 'file')}` : '';
  const items: MenuItem[] = [
    { label: 'Open changes', onSelect: () => actions.open(change, true) },
    { label: 'Open file', disabled: change.kind === 'deleted', onSelect: () => actions.openFile(change) },
    'separator',
  ];
  if (change.group === 'staged') items.push({ label: `Unstage${of}`, onSelect: () => actions.unstage(change) });
  else if (change.group === 'conflicted') {
    items.push(
      { label: 'Take ours', onSelect: () => actions.resolve(change, 'ours') },
      { label: 'Take theirs', onSelect: () => actions.resolve(change, 'theirs') },
      { label: 'Mark as resolved', onSelect: () => actions.resolve(change, 'worktree') },
    );
  } else {
    items.push(
      { label: `Stage${of}`, onSelect: () => actions.stage(change) },
      {
        label: `${change.group === 'untracked' ? 'Delete' : 'Discard'}${of}`,
        danger: true,
        onSelect: () => actions.discard(change),
      },
    );
  }
  items.push('separator', {
    label: 'Copy path',
    onSelect: () => void navigator.clipboard.writeText(change.path).catch(() => {}),
  });
  return items;
}

interface HunkRowProps {
  row: RowOf<'hunk'>;
  domId: string;
  current: boolean;
  actions: RowActions;
}

export function HunkRow({ row, domId, current, actions }: HunkRowProps) {
  const { group } = row.change;
  const start = row.diff.hunks[row.index]?.newStart ?? 0;
  const where = `lines ${start} of ${displayPath(row.change.path)}`;
  return (
    <div
      id={domId}
      role="treeitem"
      tabIndex={-1}
      aria-level={3}
      aria-selected={current}
      aria-label={`Hunk at line ${start}, ${GROUP_TITLES[group].toLowerCase()}`}
      onClick={(event) => !onButton(event) && actions.select(row.key, 'only')}
      onKeyDown={undefined}
      className={cn(
        'group/row flex h-6 select-none items-center gap-1 bg-info-soft pr-2 pl-7',
        current && currentClass,
      )}
    >
      <span className="min-w-0 flex-1 truncate font-mono text-info-text text-xs">{row.header}</span>
      <span className="flex shrink-0 items-center">
        {group === 'staged' ? (
          <IconButton size="sm" icon={Minus} label={`Unstage ${where}`} onClick={() => actions.unstageHunk(row)} />
        ) : (
          <>
            {group === 'unstaged' && (
              <IconButton size="sm" icon={Undo2} label={`Discard ${where}`} onClick={() => actions.discardHunk(row)} />
            )}
            <IconButton size="sm" icon={Plus} label={`Stage ${where}`} onClick={() => actions.stageHunk(row)} />
          </>
        )}
      </span>
    </div>
  );
}

const LINES = {
  context: ['\u00a0', 'text-muted'],
  added: ['+', 'bg-success-soft text-git-added'],
  removed: ['−', 'bg-danger-soft text-git-deleted'],
  'no-newline': ['\u00a0', 'text-faint italic'],
} as const;
/** A minified file's one line would be laid out in full for the few characters that are seen. */
const LINE_LIMIT = 500;

export function LineRow({ row }: { row: RowOf<'line'> }) {
  const [sign, colour] = LINES[row.line];
  return (
    <div
      className={cn(
        'flex h-6 items-center overflow-hidden whitespace-pre pl-7 font-mono text-xs [font-variant-ligatures:none]',
        colour,
      )}
    >
      <span className="w-4 shrink-0 select-none">{sign}</span>
      <span>{row.line === 'no-newline' ? 'No newline at the end' : displayLine(row.text)}</span>
    </div>
  );
}

const displayLine = (text: string): string => text.slice(0, LINE_LIMIT).replaceAll('\t', '  ');

export const NoteRow = ({ row }: { row: RowOf<'note'> }) => (
  <div className="flex h-6 items-center pl-7 text-muted text-sm">{row.text}</div>
);

/** A click on one of a row's buttons is not one on the row. */
const onButton = ({ target }: MouseEvent): boolean => target instanceof Element && target.closest('button') !== null;

function TextButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="h-5 rounded-sm px-1 text-muted text-xs hover:bg-pressed hover:text-text"
    >
      {children}
    </button>
  );
}
