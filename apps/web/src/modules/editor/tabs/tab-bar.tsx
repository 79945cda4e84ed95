import { displayPath } from '@craftastic/contract/git-path';
import { ChevronDown, FileDiff, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cn } from '../../../components/cn.ts';
import { IconButton } from '../../../components/icon-button.tsx';
import { ContextMenu, DropdownMenu, type MenuItem } from '../../../components/menu.tsx';
import { useStore } from '../../../hooks/store.ts';
import { FileIcon } from '../../files/file-icon.tsx';
import { revealInExplorer } from '../../files/reveal.ts';
import { useBufferOf } from '../buffers/use-buffer.ts';
import { sideName } from '../views/diff-sides.ts';
import { bufferPath, closeAsking } from './actions.ts';
import { tabsOf } from './tab-store.ts';
import { activate, moveTab, nameOf, pinTab, type Tab, tabHints, tabId } from './tabs.ts';

const DRAGGED = 'application/x-craftastic-tab';

export function TabBar({ sessionId }: { sessionId: string }) {
  const store = tabsOf(sessionId);
  const { tabs, active } = useStore(store);
  const hints = tabHints(tabs);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const front = list.current?.querySelector(`[data-tab="${CSS.escape(active ?? '')}"]`);
    front?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  return (
    <div className="flex h-9 shrink-0 border-b bg-surface">
      {/* The list owns its tabs from outside: the buttons that close them stand between, and a tablist has tabs only. */}
      <div role="tablist" aria-label="Open files" aria-owns={tabs.map((tab) => domId(tabId(tab))).join(' ')} />
      <div
        ref={list}
        role="toolbar"
        aria-label="Tabs"
        data-tabs
        className="flex min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]"
        onWheel={(event) => {
          if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
        }}
        onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
        onDrop={(event) => {
          const id = event.dataTransfer.getData(DRAGGED);
          if (id) store.set((state) => moveTab(state, id, null));
        }}
      >
        {tabs.map((tab) => (
          <TabItem
            key={tabId(tab)}
            sessionId={sessionId}
            tab={tab}
            active={tabId(tab) === active}
            hint={hints.get(tab.path)}
            ids={tabs.map(tabId)}
          />
        ))}
      </div>
      {tabs.length > 1 && (
        <DropdownMenu
          items={[
            ...tabs.map(
              (tab): MenuItem => ({
                label: labelOf(tab, hints.get(tab.path)),
                checked: tabId(tab) === active,
                onSelect: () => store.set((state) => activate(state, tabId(tab))),
              }),
            ),
            'separator',
            { label: 'Close all', onSelect: () => void closeAsking(sessionId, tabs.map(tabId)) },
          ]}
        >
          <IconButton icon={ChevronDown} label="All open files" className="m-1" />
        </DropdownMenu>
      )}
    </div>
  );
}

/** Ids in a list of ids have no spaces, paths may. */
const domId = (id: string): string => `tab-${encodeURIComponent(id)}`;

const labelOf = (tab: Tab, hint: string | undefined): string =>
  [
    displayPath(nameOf(tab.path)),
    tab.kind === 'diff' ? `(${sideName(tab.left)} ↔ ${sideName(tab.right)})` : '',
    hint ? `– ${displayPath(hint)}` : '',
  ]
    .filter(Boolean)
    .join(' ');

interface TabItemProps {
  sessionId: string;
  tab: Tab;
  active: boolean;
  hint: string | undefined;
  /** Of all tabs, in order. */
  ids: string[];
}

function TabItem({ sessionId, tab, active, hint, ids }: TabItemProps) {
  const store = tabsOf(sessionId);
  const id = tabId(tab);
  const state = useBufferOf(sessionId, bufferPath(tab));
  const dirty = state?.dirty === true && state.phase === 'ready';
  const [dropBefore, setDropBefore] = useState(false);
  const name = displayPath(nameOf(tab.path));
  const close = (closing: readonly string[]) => void closeAsking(sessionId, closing);

  const items: MenuItem[] = [
    { label: 'Close', shortcut: 'Alt+W', onSelect: () => close([id]) },
    { label: 'Close others', disabled: ids.length < 2, onSelect: () => close(ids.filter((each) => each !== id)) },
    {
      label: 'Close to the right',
      disabled: ids.at(-1) === id,
      onSelect: () => close(ids.slice(ids.indexOf(id) + 1)),
    },
    { label: 'Close all', onSelect: () => close(ids) },
    'separator',
    { label: 'Copy path', onSelect: () => void navigator.clipboard.writeText(tab.path) },
    { label: 'Reveal in explorer', onSelect: () => revealInExplorer(sessionId, tab.path) },
    ...(tab.preview
      ? (['separator', { label: 'Keep open', onSelect: () => store.set((tabs) => pinTab(tabs, id)) }] as const)
      : []),
  ];

  return (
    <ContextMenu items={items}>
      <div
        data-tab={id}
        className={cn(
          'group relative flex h-9 shrink-0 items-center border-r',
          active ? 'bg-bg text-text' : 'text-muted hover:bg-hover hover:text-text',
          active && 'before:absolute before:inset-x-0 before:top-0 before:h-0.5 before:bg-accent',
          active && 'after:absolute after:inset-x-0 after:-bottom-px after:h-px after:bg-bg',
          dropBefore && 'border-l-2 border-l-accent',
        )}
      >
        {/* Not a <button>: Firefox lets none be dragged. */}
        <div
          id={domId(id)}
          role="tab"
          aria-selected={active}
          aria-label={dirty ? `${labelOf(tab, hint)}, not saved` : labelOf(tab, hint)}
          title={displayPath(tab.path)}
          tabIndex={active ? 0 : -1}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAGGED, id);
            event.dataTransfer.effectAllowed = 'move';
          }}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes(DRAGGED)) return;
            event.preventDefault();
            setDropBefore(true);
          }}
          onDragLeave={() => setDropBefore(false)}
          onDrop={(event) => {
            setDropBefore(false);
            const dragged = event.dataTransfer.getData(DRAGGED);
            if (!dragged) return;
            event.stopPropagation();
            store.set((tabs) => moveTab(tabs, dragged, id));
          }}
          onClick={() => store.set((tabs) => activate(tabs, id))}
          onDoubleClick={() => store.set((tabs) => pinTab(tabs, id))}
          onMouseDown={(event) => event.button === 1 && event.preventDefault()}
          onAuxClick={(event) => event.button === 1 && close([id])}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            const next = step === undefined ? undefined : ids[(ids.indexOf(id) + step + ids.length) % ids.length];
            if (next === undefined) return;
            event.preventDefault();
            store.set((tabs) => activate(tabs, next));
            const bar = event.currentTarget.closest('[data-tabs]');
            bar?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next)}"] [role="tab"]`)?.focus();
          }}
          className="focus-inset flex h-full max-w-60 cursor-default select-none items-center gap-1.5 pl-3"
        >
          {tab.kind === 'diff' ? (
            <FileDiff aria-hidden size={15} strokeWidth={1.75} className="shrink-0 text-faint" />
          ) : (
            <FileIcon name={name} />
          )}
          <span className={cn('truncate', tab.preview && 'italic', state?.deleted && 'text-danger-text line-through')}>
            {name}
          </span>
          {tab.kind === 'diff' && <span className="shrink-0 text-faint text-xs">{sideName(tab.right)}</span>}
          {hint && <span className="truncate text-faint text-xs">{displayPath(hint)}</span>}
        </div>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Close ${name}`}
          onClick={() => close([id])}
          className={cn(
            'mx-1 inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-pressed hover:text-text focus-visible:opacity-100 group-hover:opacity-100',
            !active && !dirty && 'opacity-0',
          )}
        >
          {dirty && <span aria-hidden className="size-2 rounded-full bg-current group-hover:hidden" />}
          <X aria-hidden size={14} className={cn(dirty && 'hidden group-hover:block')} />
        </button>
      </div>
    </ContextMenu>
  );
}
