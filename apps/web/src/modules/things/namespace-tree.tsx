import type { Binding } from '@craftastic/contract/bindings';
import { Boxes, ChevronRight, CircleDashed, GitBranch } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Dot } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { plainKeys } from '../../components/plain-keys.ts';
import { VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { createPersistentStore, useStore } from '../../hooks/store.ts';
import { type NamespaceRow, namespaceRows, shortNs } from './namespace-rows.ts';
import { SYNC_STATUS } from './sync-state.tsx';

const ROW_HEIGHT = 28;

const foldedStore = createPersistentStore<readonly string[]>('things.folded', [], (stored) =>
  Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [],
);

interface NamespaceTreeProps {
  bindings: readonly Binding[];
  selected: string | null;
  /** `branch` where the namespace is that of a branch. */
  onSelect: (ns: string, branch?: string) => void;
}

/** The namespaces by parent, with the keys of a tree. */
export function NamespaceTree({ bindings, selected, onSelect }: NamespaceTreeProps) {
  const id = useId();
  const folded = useStore(foldedStore);
  const rows = namespaceRows(bindings, new Set(folded));
  const [focused, setFocused] = useState<string | null>(selected);
  const list = useRef<VirtualListHandle>(null);
  const at = rows.findIndex((row) => row.ns === focused);

  const fold = (ns: string, shut: boolean) =>
    foldedStore.set((now) => (shut ? [...new Set([...now, ns])] : now.filter((each) => each !== ns)));
  const go = (index: number) => {
    const to = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[to];
    if (!row) return;
    setFocused(row.ns);
    list.current?.scrollTo(to);
  };
  const open = (row: NamespaceRow) => {
    if (row.binding) onSelect(row.ns);
    else if (row.preview) onSelect(row.preview.ns, row.preview.branch);
    else if (row.expanded !== undefined) fold(row.ns, row.expanded);
  };
  const keyAction = (event: KeyboardEvent): (() => void) | null => {
    const row = rows[at];
    switch (event.key) {
      case 'ArrowDown':
        return () => go(at + 1);
      case 'ArrowUp':
        return () => go(at < 0 ? 0 : at - 1);
      case 'Home':
        return () => go(0);
      case 'End':
        return () => go(rows.length - 1);
      case 'ArrowRight':
        return () => {
          if (row?.expanded === false) fold(row.ns, false);
          else if (row?.expanded) go(at + 1);
        };
      case 'ArrowLeft':
        return () => {
          if (row?.expanded) fold(row.ns, true);
          else if (row) go(rows.findLastIndex((each, index) => index < at && each.level < row.level));
        };
      case 'Enter':
      case ' ':
        return () => row && open(row);
      default:
        return null;
    }
  };

  return (
    <VirtualList
      items={rows}
      rowHeight={ROW_HEIGHT}
      rowKey={(row) => row.ns}
      handle={list}
      role="tree"
      aria-label="Namespaces"
      aria-activedescendant={at >= 0 ? `${id}-${focused}` : undefined}
      tabIndex={0}
      className="group/tree px-2 pb-2 outline-none"
      onKeyDown={plainKeys(keyAction)}
      onClick={(event) => {
        const target = event.target instanceof Element ? event.target : null;
        const row = rows.find((each) => each.ns === target?.closest<HTMLElement>('[data-ns]')?.dataset.ns);
        if (!row) return;
        setFocused(row.ns);
        if (target?.closest('[data-fold]') && row.expanded !== undefined) fold(row.ns, row.expanded);
        else open(row);
      }}
    >
      {(row) => <Row id={`${id}-${row.ns}`} row={row} selected={row.ns === selected} focused={row.ns === focused} />}
    </VirtualList>
  );
}

function nameOf({ ns, binding, preview }: NamespaceRow): string {
  if (preview) return `${shortNs(ns)}, branch ${preview.branch}`;
  return binding ? shortNs(ns) : `${shortNs(ns)}, not bound`;
}

interface RowProps {
  id: string;
  row: NamespaceRow;
  selected: boolean;
  focused: boolean;
}

function Row({ id, row, selected, focused }: RowProps) {
  const status = row.binding ? SYNC_STATUS[row.binding.syncStatus] : null;
  const Icon = row.binding ? Boxes : row.preview ? GitBranch : CircleDashed;
  return (
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      data-ns={row.ns}
      aria-label={nameOf(row)}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.expanded}
      aria-selected={selected}
      title={row.ns}
      style={{ paddingLeft: (row.level - 1) * 14 }}
      className={cn(
        'flex h-7 select-none items-center rounded-md pr-2 outline-none',
        selected ? 'bg-selected font-medium' : 'hover:bg-hover',
        !row.binding && 'text-muted',
        focused && 'group-focus-visible/tree:outline-1 group-focus-visible/tree:outline-focus',
      )}
    >
      <span data-fold className="inline-flex h-full w-5 shrink-0 items-center justify-center text-faint">
        {row.expanded !== undefined && (
          <ChevronRight
            aria-hidden
            size={14}
            className={cn('transition-transform duration-75', row.expanded && 'rotate-90')}
          />
        )}
      </span>
      <Icon aria-hidden size={14} strokeWidth={1.75} className="mr-1.5 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">{shortNs(row.ns)}</span>
      {status && status.tone !== 'success' && <Dot tone={status.tone} pulse={status.moving} />}
    </div>
  );
}
