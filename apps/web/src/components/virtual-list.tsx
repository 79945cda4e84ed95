import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ComponentProps,
  type FocusEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
} from 'react';
import { cn } from './cn.ts';

export interface VirtualListHandle {
  scrollTo(index: number): void;
}

interface VirtualListProps<T> extends Omit<ComponentProps<'div'>, 'children' | 'ref'> {
  items: readonly T[];
  /** Pixels. Rows are of one height: measuring each is what makes a list of 10,000 slow. */
  rowHeight: number;
  rowKey: (item: T, index: number) => string;
  children: (item: T, index: number) => ReactNode;
  handle?: Ref<VirtualListHandle>;
}

/** A scrolling list that renders what is in sight. Roles (`tree`, `listbox`) and keys are the caller's. */
export function VirtualList<T>({
  items,
  rowHeight,
  rowKey,
  children,
  handle,
  className,
  ...rest
}: VirtualListProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useImperativeHandle(handle, () => ({ scrollTo: (index) => rows.scrollToIndex(index, { align: 'auto' }) }), [rows]);

  return (
    <div {...rest} ref={scroller} className={cn('h-full overflow-auto', className)}>
      <div role="presentation" className="relative w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            <div
              key={rowKey(item, row.index)}
              role="presentation"
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
            >
              {children(item, row.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** For `onFocus` of a tree: a row that was pressed gives the focus to the tree, where the keys are. */
export function focusOnTree({ target, currentTarget }: FocusEvent<HTMLElement>): void {
  if (target.matches('[role="treeitem"]')) currentTarget.focus();
}

/** For `onContextMenu` of a tree: the menu key is pressed on the tree, and is about the row that the keys are on. */
export function menuOfCurrentRow(event: MouseEvent<HTMLElement>): void {
  const byPointer = event.button === 2;
  if (byPointer || event.target !== event.currentTarget) return;
  const row = document.getElementById(event.currentTarget.getAttribute('aria-activedescendant') ?? '');
  if (!row) return;
  event.preventDefault();
  const { left, bottom } = row.getBoundingClientRect();
  const at = { clientX: left + 16, clientY: bottom };
  row.dispatchEvent(new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
}
