import type { Change, GitStatus } from '@craftastic/contract/git';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { focusOnTree, menuOfCurrentRow, VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { useStore } from '../../hooks/store.ts';
import { openFile } from '../editor/open-file.ts';
import { FileRow, GroupRow, HunkRow, LineRow, NoteRow, type RowActions } from './change-row.tsx';
import { changeRows, type Group, type Row, rowKeyOf } from './change-rows.ts';
import { gitActionsOf } from './git-actions.ts';
import { collapsedGroupsOf, toggled } from './git-state.ts';
import { openChange } from './open-change.ts';
import { type ChooseMode, type Chosen, choose, NOTHING_CHOSEN, stillChosen } from './selection.ts';
import { useDiffs } from './use-diffs.ts';

const ROW_PX = 24;

/** Every change, by group; expanded files show their hunks in place. A tree for the keyboard, drawn as far as it is seen. */
export function ChangesList({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const collapsed = useStore(collapsedGroupsOf(sessionId));
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<Chosen>(NOTHING_CHOSEN);
  const list = useRef<VirtualListHandle>(null);
  const id = useId();
  const git = gitActionsOf(sessionId);

  const byKey = useMemo(() => new Map(status.changes.map((change) => [rowKeyOf(change), change])), [status.changes]);
  const shownFiles = useMemo(() => [...expanded].flatMap((key) => byKey.get(key) ?? []), [expanded, byKey]);
  const diffs = useDiffs(sessionId, shownFiles);
  const rows = useMemo(
    () => changeRows(status.changes, { collapsed, expanded, diffs }),
    [status.changes, collapsed, expanded, diffs],
  );
  const order = useMemo(
    () => rows.flatMap((row) => (row.kind === 'line' || row.kind === 'note' ? [] : [row.key])),
    [rows],
  );
  const lastOrder = useRef(order);
  useEffect(() => {
    const before = lastOrder.current;
    lastOrder.current = order;
    setChosen((now) => stillChosen(now, before, order));
  }, [order]);

  const select = (key: string, mode: ChooseMode) => {
    setChosen((now) => choose(now, key, mode, order));
    list.current?.scrollTo(rows.findIndex((row) => row.key === key));
  };
  /** An action on a chosen file is one on all that are chosen; on another one it is on that alone. */
  const targets = (change: Change): Change[] => {
    if (!chosen.keys.has(rowKeyOf(change))) return [change];
    return [...chosen.keys].flatMap((key) => byKey.get(key) ?? []);
  };
  const pathsOf = (changes: readonly Change[], ...groups: Group[]) =>
    changes.filter(({ group }) => groups.includes(group)).map(({ path }) => path);

  const actions: RowActions = {
    select,
    toggleGroup: (group) => collapsedGroupsOf(sessionId).set((now) => toggled(now, group)),
    toggleHunks: (key) => setExpanded((now) => toggled(now, key)),
    open: (change, keep) => openChange(sessionId, change, keep),
    openFile: (change) => openFile(sessionId, change.path),
    stage: (change) => {
      const paths = pathsOf(targets(change), 'unstaged', 'untracked', 'conflicted');
      if (paths.length > 0) void git.stage({ paths });
    },
    unstage: (change) => {
      const paths = pathsOf(targets(change), 'staged');
      if (paths.length > 0) void git.unstage({ paths });
    },
    discard: (change) =>
      void git.discard(targets(change).filter(({ group }) => group === 'unstaged' || group === 'untracked')),
    stageGroup: (group) => void git.stage({ paths: pathsOf(status.changes, group) }),
    stageAll: () => void git.stage({ all: true }),
    unstageAll: () => void git.unstage({ all: true }),
    discardGroup: (group) => void git.discard(status.changes.filter((change) => change.group === group)),
    resolve: (change, take) => void git.resolve(change.path, take),
    stageHunk: (row) => void git.stageHunks({ path: row.change.path, diffId: row.diff.diffId, hunks: [row.index] }),
    unstageHunk: (row) => void git.unstageHunks({ path: row.change.path, diffId: row.diff.diffId, hunks: [row.index] }),
    discardHunk: (row) => void git.discardHunks({ path: row.change.path, diffId: row.diff.diffId, hunks: [row.index] }),
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const at = chosen.current === null ? -1 : order.indexOf(chosen.current);
    const row = rows.find(({ key }) => key === chosen.current);
    const hasHunks = order[at + 1]?.startsWith(`${chosen.current}\0`) ?? false;
    const go = (to: number) => {
      const key = order[Math.max(0, Math.min(order.length - 1, to))];
      if (key !== undefined) select(key, event.shiftKey ? 'range' : 'only');
    };
    const handled = keyAction(event, row, { at, last: order.length - 1, hasHunks, go, actions, chooseAll });
    if (handled) event.preventDefault();
  };
  const chooseAll = () => setChosen((now) => ({ ...now, keys: new Set(order.filter((key) => byKey.has(key))) }));

  const domId = (key: string) => `${id}${rows.findIndex((row) => row.key === key)}`;

  return (
    <VirtualList
      handle={list}
      role="tree"
      aria-label="Changes"
      aria-multiselectable
      tabIndex={0}
      data-autofocus
      aria-activedescendant={chosen.current === null ? undefined : domId(chosen.current)}
      items={rows}
      rowHeight={ROW_PX}
      rowKey={(row) => row.key}
      onKeyDown={onKeyDown}
      onContextMenu={menuOfCurrentRow}
      onFocus={(event) => {
        focusOnTree(event);
        setChosen((now) => (now.current === null && order[0] ? choose(now, order[0], 'only', order) : now));
      }}
      className="focus-inset group/list outline-none"
    >
      {(row, index) => <ChangeRow row={row} domId={`${id}${index}`} chosen={chosen} actions={actions} />}
    </VirtualList>
  );
}

function ChangeRow({ row, domId, chosen, actions }: { row: Row; domId: string; chosen: Chosen; actions: RowActions }) {
  const current = chosen.current === row.key;
  switch (row.kind) {
    case 'group':
      return <GroupRow row={row} domId={domId} current={current} actions={actions} />;
    case 'file':
      return (
        <FileRow
          row={row}
          domId={domId}
          current={current}
          selected={chosen.keys.has(row.key)}
          many={chosen.keys.size}
          actions={actions}
        />
      );
    case 'hunk':
      return <HunkRow row={row} domId={domId} current={current} actions={actions} />;
    case 'line':
      return <LineRow row={row} />;
    case 'note':
      return <NoteRow row={row} />;
  }
}

interface KeyContext {
  at: number;
  last: number;
  /** The row is a file whose hunks are shown below it. */
  hasHunks: boolean;
  go: (to: number) => void;
  actions: RowActions;
  chooseAll: () => void;
}

/** Arrows move, Space stages or unstages, Enter opens, Delete discards, → and ← show and hide what is below, or go there and back. */
function keyAction(
  event: KeyboardEvent,
  row: Row | undefined,
  { at, last, hasHunks, go, actions, chooseAll }: KeyContext,
): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (mod && event.key.toLowerCase() === 'a') {
    chooseAll();
    return true;
  }
  if (mod) return false;
  switch (event.key) {
    case 'ArrowDown':
      go(at + 1);
      return true;
    case 'ArrowUp':
      go(at - 1);
      return true;
    case 'Home':
      go(0);
      return true;
    case 'End':
      go(last);
      return true;
  }
  if (row?.kind === 'group') {
    const opens = event.key === 'ArrowRight' ? row.collapsed : event.key === 'ArrowLeft' ? !row.collapsed : false;
    if (opens || event.key === 'Enter') actions.toggleGroup(row.group);
    else if (event.key === ' ') {
      if (row.group === 'staged') actions.unstageAll();
      else if (row.group !== 'conflicted') actions.stageGroup(row.group);
    } else return false;
    return true;
  }
  if (row?.kind === 'hunk') {
    if (event.key === ' ') {
      if (row.change.group === 'staged') actions.unstageHunk(row);
      else actions.stageHunk(row);
    } else if (event.key === 'Enter') actions.open(row.change, true);
    else if (event.key === 'ArrowLeft') actions.select(rowKeyOf(row.change), 'only');
    else if (event.key === 'Delete' && row.change.group === 'unstaged') actions.discardHunk(row);
    else return false;
    return true;
  }
  if (row?.kind !== 'file') return false;
  switch (event.key) {
    case ' ':
      if (row.change.group === 'staged') actions.unstage(row.change);
      else actions.stage(row.change);
      return true;
    case 'Enter':
      actions.open(row.change, true);
      return true;
    case 'Delete':
    case 'Backspace':
      actions.discard(row.change);
      return true;
    case 'ArrowRight':
      if (hasHunks) go(at + 1);
      else if (!row.expanded) actions.toggleHunks(row.key);
      return true;
    case 'ArrowLeft':
      if (row.expanded) actions.toggleHunks(row.key);
      return true;
    default:
      return false;
  }
}
