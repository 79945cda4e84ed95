import { displayPath } from '@craftastic/contract/git-path';
import { type DragEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';
import { cn } from '../../components/cn.ts';
import { ContextMenu } from '../../components/menu.tsx';
import { VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx';
import { useStore } from '../../hooks/store.ts';
import { openFile } from '../editor/open-file.ts';
import type { Decorations } from './decorations.ts';
import { focusOf, focusRow, namingOf } from './explorer-state.ts';
import { createEntry, moveInto, renameEntry } from './file-actions.ts';
import { baseName, type EntryRow, isDirectory, join, parentOf, type Row } from './tree.ts';
import { onTreeKey, openRow, rangeOf } from './tree-keys.ts';
import { treeMenu } from './tree-menu.ts';
import { FailedRow, LoadingRow, NameRow, ROW_HEIGHT, TreeRow } from './tree-row.tsx';
import { droppedFiles, uploadInto } from './upload.ts';
import { useReveal } from './use-reveal.ts';

const DRAGGED = 'application/x-craftastic-paths';

interface FileTreeProps {
  sessionId: string;
  rows: readonly Row[];
  decorations: Decorations;
  onUpload: (directory: string) => void;
  onRetry: () => void;
}

const pathOf = (row: Row): string =>
  row.kind === 'entry' ? row.entry.path : row.kind === 'new' ? `${row.parent}/?new` : `${row.path}/?${row.kind}`;

export function FileTree({ sessionId, rows, decorations, onUpload, onRetry }: FileTreeProps) {
  const id = useId();
  const focus = useStore(focusOf(sessionId));
  const naming = useStore(namingOf(sessionId));
  const list = useRef<VirtualListHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const [menuRow, setMenuRow] = useState<EntryRow>();
  const [dropOn, setDropOn] = useState<string | null>(null);
  useReveal(sessionId, rows, (index) => list.current?.scrollTo(index));

  const tree = () => box.current?.querySelector<HTMLElement>('[role="tree"]');
  const newAt = rows.findIndex((row) => row.kind === 'new');
  useEffect(() => {
    if (newAt >= 0) list.current?.scrollTo(newAt);
  }, [newAt]);

  const endNaming = () => {
    namingOf(sessionId).set(null);
    tree()?.focus();
  };

  const click = (row: EntryRow, event: MouseEvent) => {
    tree()?.focus();
    const { path } = row.entry;
    if (event.shiftKey) {
      const anchor = focus.anchor ?? path;
      return focusOf(sessionId).set({ path, anchor, chosen: rangeOf(rows, anchor, path) });
    }
    if (event.ctrlKey || event.metaKey) {
      const chosen = new Set(focus.chosen);
      if (!chosen.delete(path)) chosen.add(path);
      return focusOf(sessionId).set({ path, anchor: path, chosen });
    }
    focusRow(sessionId, path);
    openRow(sessionId, row, true);
  };

  const rowAt = (target: EventTarget): EntryRow | undefined => {
    const path = target instanceof Element ? target.closest<HTMLElement>('[data-path]')?.dataset.path : undefined;
    return rows.find((each): each is EntryRow => each.kind === 'entry' && each.entry.path === path);
  };
  const directoryAt = (target: EventTarget): string => {
    const row = rowAt(target);
    if (!row) return '';
    return isDirectory(row.entry) ? row.entry.path : parentOf(row.entry.path);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDropOn(null);
    const directory = directoryAt(event.target);
    const paths = event.dataTransfer.getData(DRAGGED);
    if (paths) return void moveInto(sessionId, JSON.parse(paths) as string[], directory);
    void droppedFiles(event.dataTransfer).then((files) => uploadInto(sessionId, directory, files));
  };

  const focusedRow = rows.findIndex((row) => row.kind === 'entry' && row.entry.path === focus.path);
  const rowId = (path: string) => `${id}-${path}`;

  return (
    <ContextMenu items={treeMenu({ sessionId, row: menuRow, chosen: focus.chosen, decorations, onUpload })}>
      <div ref={box} className="h-full">
        <VirtualList
          items={rows}
          rowHeight={ROW_HEIGHT}
          rowKey={pathOf}
          handle={list}
          role="tree"
          aria-label="Files"
          aria-multiselectable
          aria-activedescendant={focusedRow >= 0 && focus.path !== null ? rowId(focus.path) : undefined}
          tabIndex={0}
          data-autofocus
          onKeyDown={(event) =>
            onTreeKey(event, {
              sessionId,
              rows,
              page: Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_HEIGHT) - 1),
              typed: typed.current,
              scrollTo: (index) => list.current?.scrollTo(index),
            })
          }
          onFocus={(event) => {
            const first = rows.find((row) => row.kind === 'entry');
            if (event.target !== event.currentTarget || focus.path !== null || first?.kind !== 'entry') return;
            focusOf(sessionId).set({ path: first.entry.path, chosen: new Set(), anchor: first.entry.path });
          }}
          onClick={(event) => {
            const row = rowAt(event.target);
            if (row) click(row, event);
          }}
          onDoubleClick={(event) => {
            const row = rowAt(event.target);
            if (row && row.expanded === undefined) openFile(sessionId, row.entry.path);
          }}
          onContextMenu={(event) => {
            const row = rowAt(event.target);
            setMenuRow(row);
            if (row && !focus.chosen.has(row.entry.path)) focusRow(sessionId, row.entry.path);
          }}
          onDragStart={(event) => {
            const path = rowAt(event.target)?.entry.path;
            if (path === undefined) return;
            const paths = focus.chosen.has(path) ? [...focus.chosen] : [path];
            event.dataTransfer.setData(DRAGGED, JSON.stringify(paths));
            event.dataTransfer.setData('text/plain', paths.join('\n'));
            event.dataTransfer.effectAllowed = 'copyMove';
          }}
          onDragOver={(event) => {
            const { types } = event.dataTransfer;
            if (!types.includes(DRAGGED) && !types.includes('Files')) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = types.includes(DRAGGED) ? 'move' : 'copy';
            setDropOn(directoryAt(event.target));
          }}
          onDragLeave={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropOn(null);
          }}
          onDrop={onDrop}
          className={cn('group/tree pb-4 outline-none', dropOn === '' && 'bg-accent-soft')}
        >
          {(row) => {
            if (row.kind === 'loading') return <LoadingRow level={row.level} />;
            if (row.kind === 'failed') return <FailedRow level={row.level} error={row.error} onRetry={onRetry} />;
            if (row.kind === 'new') {
              return (
                <NameRow
                  level={row.level}
                  initial=""
                  directory={row.type === 'directory'}
                  label={row.type === 'file' ? 'Name of the new file' : 'Name of the new folder'}
                  taken={namesIn(rows, row.parent)}
                  onDone={(name) => {
                    endNaming();
                    if (name !== null) void createEntry(sessionId, row.parent, name, row.type);
                  }}
                />
              );
            }
            const { path } = row.entry;
            if (naming?.kind === 'rename' && naming.path === path) {
              return (
                <NameRow
                  level={row.level}
                  initial={row.entry.name}
                  directory={isDirectory(row.entry)}
                  label={`New name of ${displayPath(row.entry.name)}`}
                  taken={namesIn(rows, parentOf(path))}
                  onDone={(name) => {
                    endNaming();
                    if (name !== null) void renameEntry(sessionId, path, join(parentOf(path), name));
                  }}
                />
              );
            }
            return (
              <TreeRow
                id={rowId(path)}
                row={row}
                decorations={decorations}
                focused={focus.path === path}
                chosen={focus.chosen.has(path)}
                dropTarget={dropOn !== null && dropOn !== '' && (path === dropOn || path.startsWith(`${dropOn}/`))}
              />
            );
          }}
        </VirtualList>
      </div>
    </ContextMenu>
  );
}

const namesIn = (rows: readonly Row[], directory: string): Set<string> =>
  new Set(
    rows.flatMap((row) =>
      row.kind === 'entry' && parentOf(row.entry.path) === directory ? baseName(row.entry.path) : [],
    ),
  );
