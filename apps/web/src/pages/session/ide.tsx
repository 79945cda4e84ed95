import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { SidePane, Split, SplitHandle, SplitPane } from '../../components/split.tsx';
import { toast } from '../../components/toast.tsx';
import { useStore } from '../../hooks/store.ts';
import { useMedia } from '../../hooks/use-media.ts';
import { EditorArea } from '../../modules/editor/editor-area.tsx';
import { Explorer } from '../../modules/files/explorer.tsx';
import { QuickOpen } from '../../modules/files/quick-open.tsx';
import { GitPanel } from '../../modules/git/git-panel.tsx';
import { SearchPanel } from '../../modules/search/search-panel.tsx';
import { TerminalPanel } from '../../modules/terminal/terminal-panel.tsx';
import { ActivityBar } from './activity-bar.tsx';
import {
  chooseView,
  type Edge,
  foldedFor,
  type Layout,
  layoutOf,
  NARROW,
  resized,
  type SideView,
  setOpen,
} from './layout.ts';
import { SetupBanner } from './setup-banner.tsx';
import { StatusBar } from './status-bar.tsx';

/** A running session: files at the left, editor over terminal, git at the right. */
export function Ide({ session }: { session: Session }) {
  const store = layoutOf(session.id);
  const narrow = useMedia(NARROW);
  const layout = foldedFor(useStore(store), narrow);
  const navigate = useNavigate();
  const { mutate: stop } = useMutation(
    orpc.sessions.stop.mutationOptions({ onError: (error) => toast.failed('The session did not stop', error) }),
  );
  const [quickOpen, setQuickOpen] = useState(false);
  const status = useQuery(orpc.git.status.queryOptions({ input: { sessionId: session.id } }));

  const actions = useMemo(() => {
    const change = (next: (layout: Layout) => Layout) =>
      store.set((now) => {
        const shown = foldedFor(now, narrow);
        const changed = next(shown);
        // A pane that folds says that it was resized: no choice of the user's, and nothing to keep.
        return changed === shown ? now : changed;
      });
    return {
      view: (view: SideView) => change((now) => chooseView(now, view, narrow)),
      show: (view: SideView) => {
        change((now) => setOpen({ ...now, view }, 'side', true, narrow));
        focusInside('side');
      },
      toggle: (edge: Edge) => {
        change((now) => setOpen(now, edge, !now.open[edge], narrow));
        if (store.get().open[edge]) focusInside(edge);
      },
      reveal: (edge: Edge) => {
        change((now) => setOpen(now, edge, true, narrow));
        focusInside(edge);
      },
      resize: (edge: Edge) => (pane: { open: boolean; pixels: number }) => change((now) => resized(now, edge, pane)),
    };
  }, [store, narrow]);

  useCommands(
    useMemo(
      (): Command[] => [
        { id: 'go.file', title: 'Go to file', group: 'Go', shortcut: 'Mod+P', run: () => setQuickOpen(true) },
        {
          id: 'session.stop',
          title: 'Stop this session',
          group: 'Sessions',
          run: () => stop({ id: session.id }),
        },
        {
          id: 'environment.settings',
          title: 'Environment settings',
          group: 'Preferences',
          run: () =>
            void navigate({ to: '/environments/$environmentId', params: { environmentId: session.environmentId } }),
        },
        {
          id: 'view.explorer',
          title: 'Show explorer',
          group: 'View',
          shortcut: 'Mod+Shift+E',
          run: () => actions.show('explorer'),
        },
        {
          id: 'view.search',
          title: 'Search in files',
          group: 'View',
          shortcut: 'Mod+Shift+F',
          run: () => actions.show('search'),
        },
        {
          id: 'view.git',
          title: 'Show git panel',
          group: 'View',
          shortcut: 'Ctrl+Shift+G',
          run: () => actions.reveal('right'),
        },
        {
          id: 'view.side',
          title: 'Toggle side bar',
          group: 'View',
          shortcut: 'Mod+B',
          run: () => actions.toggle('side'),
        },
        {
          id: 'view.right',
          title: 'Toggle git panel',
          group: 'View',
          shortcut: 'Mod+Alt+B',
          run: () => actions.toggle('right'),
        },
        {
          id: 'view.terminal',
          title: 'Toggle terminal',
          group: 'View',
          shortcut: 'Ctrl+Backquote',
          run: () => actions.toggle('bottom'),
          inTerminal: true,
        },
        {
          // Apart from the one above: in a terminal Ctrl+J is a line feed, and stays one.
          id: 'view.bottom',
          title: 'Toggle bottom panel',
          group: 'View',
          shortcut: 'Mod+J',
          run: () => actions.toggle('bottom'),
        },
      ],
      [actions, navigate, session.id, session.environmentId, stop],
    ),
  );

  return (
    <main className="flex h-full flex-col">
      <h1 className="sr-only">{session.name}</h1>
      <SetupBanner session={session} />
      <div className="flex min-h-0 flex-1">
        <ActivityBar
          layout={layout}
          changes={status.data?.total ?? 0}
          onView={actions.view}
          onTerminal={() => actions.toggle('bottom')}
          onGit={() => actions.toggle('right')}
        />
        <div className="min-w-0 flex-1">
          <Split orientation="horizontal">
            <SidePane
              id="side"
              open={layout.open.side}
              size={layout.size.side}
              minSize={170}
              onResize={actions.resize('side')}
            >
              <section
                data-edge="side"
                aria-label={SIDE_TITLES[layout.view]}
                className="flex h-full flex-col bg-surface"
              >
                {layout.view === 'explorer' ? (
                  <Explorer sessionId={session.id} />
                ) : (
                  <SearchPanel sessionId={session.id} />
                )}
              </section>
            </SidePane>
            <SplitHandle label="Width of the side bar" shut={!layout.open.side} />
            <SplitPane id="main" minSize={240}>
              <Split orientation="vertical">
                <SplitPane id="editor" minSize={80}>
                  <section data-edge="editor" aria-label="Editor" className="h-full bg-bg">
                    <EditorArea sessionId={session.id} />
                  </section>
                </SplitPane>
                <SplitHandle label="Height of the terminal" shut={!layout.open.bottom} />
                <SidePane
                  id="bottom"
                  open={layout.open.bottom}
                  size={layout.size.bottom}
                  minSize={96}
                  maxSize="85%"
                  onResize={actions.resize('bottom')}
                >
                  <section data-edge="bottom" aria-label="Terminal" className="h-full bg-bg">
                    <TerminalPanel sessionId={session.id} />
                  </section>
                </SidePane>
              </Split>
            </SplitPane>
            <SplitHandle label="Width of the git panel" shut={!layout.open.right} />
            <SidePane
              id="right"
              open={layout.open.right}
              size={layout.size.right}
              minSize={240}
              onResize={actions.resize('right')}
            >
              <section data-edge="right" aria-label="Git" className="flex h-full flex-col bg-surface">
                <GitPanel sessionId={session.id} />
              </section>
            </SidePane>
          </Split>
        </div>
      </div>
      <StatusBar session={session} />
      <QuickOpen sessionId={session.id} open={quickOpen} onOpenChange={setQuickOpen} />
    </main>
  );
}

const SIDE_TITLES: Record<SideView, string> = { explorer: 'Explorer', search: 'Search' };

/**
 * Puts the focus where an edge wants it: its `[data-autofocus]` (the terminal's screen, the search field), else its
 * first control. After the next frame, since an edge that was shut is displayed only then.
 */
function focusInside(edge: Edge): void {
  requestAnimationFrame(() => {
    const pane = document.querySelector(`[data-edge="${edge}"]`);
    const wanted = pane?.querySelector<HTMLElement>('[data-autofocus], .xterm-helper-textarea');
    const target = wanted ?? pane?.querySelector<HTMLElement>('input, textarea, [tabindex="0"], button:enabled');
    target?.focus();
  });
}
