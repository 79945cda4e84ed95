import { displayPath } from '@craftastic/contract/git-path';
import { ChevronRight, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { cn } from '../../components/cn.ts';
import { plainKeys } from '../../components/plain-keys.ts';
import { focusOnTree, VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { openFile } from '../editor/open-file.ts';
import { FileIcon } from '../files/file-icon.tsx';
import { pieces, placeOf, type ResultRow, resultRows, rowKey } from './result-rows.ts';
import type { Search, SearchState } from './search-state.ts';

const ROW_HEIGHT = 22;

interface SearchResultsProps {
  sessionId: string;
  search: Search;
  state: SearchState;
}

/** Files with their matching lines, as a tree of two levels. */
export function SearchResults({ sessionId, search, state }: SearchResultsProps) {
  const id = useId();
  const rows = resultRows(state.results, state.folded);
  const [focused, setFocused] = useState<string | null>(null);
  const list = useRef<VirtualListHandle>(null);
  const at = rows.findIndex((row) => rowKey(row) === focused);

  const show = (row: ResultRow, preview: boolean) => {
    if (row.kind === 'file') search.fold([row.path], !row.folded);
    else openFile(sessionId, row.path, { ...placeOf(row.line), preview });
  };
  const go = (index: number) => {
    const to = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[to];
    if (!row) return;
    setFocused(rowKey(row));
    list.current?.scrollTo(to);
    if (row.kind === 'line') show(row, true);
  };
  const dismiss = (row: ResultRow) => {
    const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
    setFocused(next ? rowKey(next) : null);
    search.dismiss(row.path, row.kind === 'line' ? row.line.line : undefined);
  };
  const keyAction = (event: KeyboardEvent): (() => void) | null => {
    const row = rows[at];
    switch (event.key) {
      case 'ArrowDown':
        return () => go(at + 1);
      case 'ArrowUp':
        return () => go(at - 1);
      case 'Home':
        return () => go(0);
      case 'End':
        return () => go(rows.length - 1);
      case 'ArrowRight':
        return () => {
          if (row?.kind === 'file' && row.folded) search.fold([row.path], false);
          else go(at + 1);
        };
      case 'ArrowLeft':
        return () => {
          if (row?.kind === 'file') search.fold([row.path], true);
          else go(rows.findLastIndex((each, index) => index < at && each.kind === 'file'));
        };
      case 'Enter':
        return () => row && show(row, false);
      case ' ':
        return () => row && show(row, true);
      case 'Delete':
        return () => row && dismiss(row);
      default:
        return null;
    }
  };
  const rowAt = (target: EventTarget): ResultRow | undefined => {
    const key = target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;
    return rows.find((row) => rowKey(row) === key);
  };

  return (
    <VirtualList
      items={rows}
      rowHeight={ROW_HEIGHT}
      rowKey={rowKey}
      handle={list}
      role="tree"
      aria-label="Search results"
      aria-activedescendant={at >= 0 ? `${id}-${focused}` : undefined}
      tabIndex={0}
      className="group/tree pb-4 outline-none"
      onFocus={focusOnTree}
      onKeyDown={plainKeys((event) => (event.target === event.currentTarget ? keyAction(event) : null))}
      onClick={(event) => {
        const row = rowAt(event.target);
        if (!row) return;
        setFocused(rowKey(row));
        show(row, true);
      }}
      onDoubleClick={(event) => {
        const row = rowAt(event.target);
        if (row?.kind === 'line') show(row, false);
      }}
    >
      {(row) => (
        <Result
          id={`${id}-${rowKey(row)}`}
          row={row}
          focused={rowKey(row) === focused}
          onDismiss={() => dismiss(row)}
        />
      )}
    </VirtualList>
  );
}

interface ResultProps {
  id: string;
  row: ResultRow;
  focused: boolean;
  onDismiss: () => void;
}

function Result({ id, row, focused, onDismiss }: ResultProps) {
  const name = displayPath(row.path.slice(row.path.lastIndexOf('/') + 1));
  const folder = displayPath(row.path.slice(0, Math.max(0, row.path.lastIndexOf('/'))));
  return (
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      data-row={rowKey(row)}
      aria-level={row.kind === 'file' ? 1 : 2}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.kind === 'file' ? !row.folded : undefined}
      aria-selected={focused}
      title={row.kind === 'file' ? displayPath(row.path) : undefined}
      className={cn(
        'group flex h-5.5 select-none items-center gap-1.5 pr-2 outline-none',
        focused ? 'bg-hover group-focus/tree:bg-selected' : 'hover:bg-hover',
        row.kind === 'file' ? 'pl-1.5' : 'pl-8',
      )}
    >
      {row.kind === 'file' ? (
        <>
          <ChevronRight
            aria-hidden
            size={14}
            className={cn('shrink-0 text-faint transition-transform duration-75', !row.folded && 'rotate-90')}
          />
          <FileIcon name={name} />
          <span className="shrink-0 truncate">{name}</span>
          <span className="min-w-0 flex-1 truncate text-faint text-sm">{folder}</span>
          <span className="shrink-0 rounded-full bg-pressed px-1.5 text-muted text-xs tabular-nums group-hover:hidden">
            {row.matches}
          </span>
        </>
      ) : (
        <span className="min-w-0 flex-1 truncate font-mono text-sm">
          {pieces(row.line).map((piece) =>
            piece.hit ? (
              <mark key={piece.at} className="rounded-sm bg-warning/30 text-text">
                {piece.text}
              </mark>
            ) : (
              <span key={piece.at} className="text-muted">
                {piece.text}
              </span>
            ),
          )}
        </span>
      )}
      {row.kind === 'line' && (
        <span className="shrink-0 text-faint text-xs tabular-nums group-hover:hidden">{row.line.line}</span>
      )}
      <button
        type="button"
        tabIndex={-1}
        aria-label={row.kind === 'file' ? `Dismiss ${name}` : `Dismiss line ${row.line.line}`}
        onClick={(event) => {
          event.stopPropagation();
          onDismiss();
        }}
        className="hidden size-5 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-pressed hover:text-text group-hover:inline-flex"
      >
        <X aria-hidden size={13} />
      </button>
    </div>
  );
}
