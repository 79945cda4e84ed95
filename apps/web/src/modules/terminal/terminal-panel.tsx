import type { Terminal } from '@craftastic/contract/terminals';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, SquareTerminal, Trash2 } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { upsert } from '../../api/live.ts';
import { shortcutOf, useCommands } from '../../app/commands.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { firstTextDrawn } from '../../hooks/first-text.ts';
import { useStore } from '../../hooks/store.ts';
import { useMayWrite, useSurelyMayWrite } from '../members/role.ts';
import { recentFirst } from './recent.ts';
import { terminalCommands } from './terminal-commands.ts';
import { activeTerminalOf, lastSize } from './terminal-state.ts';
import { TerminalTab, tabDomId } from './terminal-tab.tsx';

/** xterm and its addons are a chunk of their own, fetched when the panel first shows a terminal, but after a file's text. */
const ScreenView = lazy(async () => {
  await firstTextDrawn();
  // Drawn with the fallback, its cells would be of another width, and stay so.
  const [view] = await Promise.all([
    import('./screen-view.tsx'),
    document.fonts.load('13px "JetBrains Mono Variable"').catch(() => []),
  ]);
  return { default: view.ScreenView };
});

/** Screens kept alive beside the one shown; a browser gives a page some sixteen WebGL contexts. */
const KEPT = 4;

/** Sessions that got their first terminal from this page: who closes the last one wants none. */
const opened = new Set<string>();

export function TerminalPanel({ sessionId }: { sessionId: string }) {
  const writes = useMayWrite(sessionId);
  if (!writes) {
    return (
      <EmptyState icon={SquareTerminal} title="No terminals for readers">
        What is typed into a terminal is run: that takes the role «write».
      </EmptyState>
    );
  }
  return <Loaded sessionId={sessionId} />;
}

function Loaded({ sessionId }: { sessionId: string }) {
  const terminals = useQuery(orpc.terminals.list.queryOptions({ input: { sessionId } }));
  if (terminals.isPending) return <SkeletonRows rows={3} />;
  if (terminals.isError) return <ErrorState error={terminals.error} onRetry={() => void terminals.refetch()} />;
  return <Terminals sessionId={sessionId} terminals={terminals.data} />;
}

function Terminals({ sessionId, terminals }: { sessionId: string; terminals: Terminal[] }) {
  const chosen = activeTerminalOf(sessionId);
  const wanted = useStore(chosen);
  const active = terminals.find(({ id }) => id === wanted) ?? terminals.at(-1);
  const activeId = active?.id ?? null;
  const recent = useRef<string[]>([]);
  recent.current = recentFirst(recent.current, activeId, terminals, KEPT);
  const [renaming, setRenaming] = useState<string | null>(null);
  // Only a terminal that the user asked for takes the focus; one found by a reload leaves it where it is.
  const [focused, setFocused] = useState<string | null>(null);
  const actions = useTerminalActions(sessionId, (id) => {
    chosen.set(id);
    setFocused(id);
  });
  const root = useRef<HTMLDivElement>(null);

  const create = actions.create.mutate;
  const session = useQuery(orpc.sessions.get.queryOptions({ input: { id: sessionId } }));
  // While the session is being set up its first terminal is the setup's, which is about to come.
  const may = useSurelyMayWrite(sessionId);
  const settled = session.data?.progress === null && may;
  useEffect(() => {
    const element = root.current;
    if (!element || !settled || terminals.length > 0 || opened.has(sessionId)) return;
    const observer = new ResizeObserver(() => {
      // Shut, the panel is not displayed: the first terminal waits until it is opened.
      if (element.offsetParent === null || opened.has(sessionId)) return;
      opened.add(sessionId);
      create({ quiet: true });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [sessionId, settled, terminals.length, create]);

  useCommands(
    useMemo(
      () =>
        terminalCommands({
          terminals,
          activeId,
          choose: (id) => {
            chosen.set(id);
            setFocused(id);
          },
          create: () => create({}),
          close: (id) => actions.close(id),
          rename: setRenaming,
        }),
      [terminals, activeId, chosen, create, actions.close],
    ),
  );

  return (
    <div ref={root} className="flex h-full min-h-0 flex-col">
      <header className="flex h-8.5 shrink-0 items-stretch border-b bg-surface">
        {/* The list owns its tabs from outside: the buttons that close them stand between, and a tablist has tabs only. */}
        <div role="tablist" aria-label="Terminals" aria-owns={terminals.map(({ id }) => tabDomId(id)).join(' ')} />
        <div
          role="toolbar"
          aria-label="Tabs of terminals"
          className="flex min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]"
        >
          {terminals.map((terminal) => (
            <TerminalTab
              key={terminal.id}
              terminal={terminal}
              active={terminal.id === activeId}
              renaming={renaming === terminal.id}
              onChoose={() => {
                chosen.set(terminal.id);
                setFocused(terminal.id);
              }}
              onClose={() => actions.close(terminal.id)}
              onRename={(name) => actions.rename.mutate({ id: terminal.id, name })}
              onRenaming={(on) => setRenaming(on ? terminal.id : null)}
              onRestart={() => actions.restart(terminal)}
            />
          ))}
        </div>
        <div className="flex shrink-0 items-center gap-0.5 px-1.5">
          <IconButton
            icon={Plus}
            label="New terminal"
            shortcut={shortcutOf('terminal.new')}
            side="top"
            busy={actions.create.isPending}
            onClick={() => create({})}
          />
          {active && (
            <IconButton icon={Trash2} label="Close terminal" side="top" onClick={() => actions.close(active.id)} />
          )}
        </div>
      </header>
      <div className="relative min-h-0 flex-1">
        {settled && terminals.length === 0 && !actions.create.isPending && (
          <EmptyState
            icon={SquareTerminal}
            title="No terminal"
            actions={<Button onClick={() => create({})}>Open a terminal</Button>}
          />
        )}
        <Suspense fallback={<SkeletonRows rows={3} />}>
          {terminals
            .filter(({ id }) => recent.current.includes(id))
            .map((terminal) => (
              <ScreenView
                key={terminal.id}
                sessionId={sessionId}
                terminal={terminal}
                shown={terminal.id === activeId}
                autoFocus={terminal.id === focused}
                onRestart={() => actions.restart(terminal)}
                onClose={() => actions.close(terminal.id)}
              />
            ))}
        </Suspense>
      </div>
    </div>
  );
}

/**
 * What changes terminals. Closing one that runs is not asked about, as in VS Code: the tab's cross is small, its key has
 * to be pressed on the tab, and a question at each shell would be answered blindly soon.
 */
function useTerminalActions(sessionId: string, choose: (id: string) => void) {
  const queries = useQueryClient();
  const key = orpc.terminals.list.queryKey({ input: { sessionId } });
  const put = (terminal: Terminal) => queries.setQueryData(key, (list) => list && upsert(list, terminal));
  const { mutateAsync: makeAsync } = useMutation(orpc.terminals.create.mutationOptions());
  const { mutateAsync: removeAsync } = useMutation(orpc.terminals.remove.mutationOptions());
  const { mutateAsync: updateAsync } = useMutation(orpc.terminals.update.mutationOptions());

  const create = useMutation({
    mutationFn: ({ name }: { name?: string; quiet?: boolean }) =>
      makeAsync({ sessionId, ...lastSize.get(), ...(name !== undefined && { name }) }),
    onSuccess: (terminal, { quiet }) => {
      // The event says so too, before or after this answer.
      put(terminal);
      if (!quiet) choose(terminal.id);
    },
    onError: (thrown) => toast.failed('Could not open a terminal', thrown),
  });
  const remove = useMutation({
    mutationFn: (id: string) => removeAsync({ sessionId, id }),
    onMutate: (id) => queries.setQueryData(key, (list) => list?.filter((each) => each.id !== id)),
    onError: (thrown) => {
      toast.failed('Could not close the terminal', thrown);
      void queries.invalidateQueries({ queryKey: key });
    },
  });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => updateAsync({ sessionId, id, name }),
    onSuccess: put,
    onError: (thrown) => toast.failed('Could not rename the terminal', thrown),
  });
  const close = remove.mutate;
  return {
    create,
    rename,
    close,
    restart: (terminal: Terminal) => {
      close(terminal.id);
      create.mutate({ name: terminal.name });
    },
  };
}
