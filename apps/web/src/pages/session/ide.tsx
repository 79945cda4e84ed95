import type { Session } from '@craftastic/contract/sessions';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { AfterFirstText } from '../../components/after-first-text.tsx';
import { cn } from '../../components/cn.ts';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { SidePane, Split, SplitHandle, SplitPane } from '../../components/split.tsx';
import { useStore } from '../../hooks/store.ts';
import { useMedia } from '../../hooks/use-media.ts';
import { EditorArea } from '../../modules/editor/editor-area.tsx';
import { Banner } from '../../modules/editor/views/banner.tsx';
import { Explorer } from '../../modules/files/explorer.tsx';
import { QuickOpen } from '../../modules/files/quick-open.tsx';
import { GitPanel } from '../../modules/git/git-panel.tsx';
import { useMayWrite, WANTS_WRITE } from '../../modules/members/role.ts';
import { PortNotices } from '../../modules/preview/port-notices.tsx';
import { previewOf } from '../../modules/preview/preview-state.ts';
import { SearchPanel } from '../../modules/search/search-panel.tsx';
import { TerminalPanel } from '../../modules/terminal/terminal-panel.tsx';
import { activeTerminalOf } from '../../modules/terminal/terminal-state.ts';
import { ActivityBar } from './activity-bar.tsx';
import { useIdeCommands } from './ide-commands.ts';
import {
  chooseView,
  type Edge,
  foldedFor,
  type Layout,
  layoutOf,
  MEDIUM,
  NARROW,
  type Room,
  resized,
  type SideView,
  setOpen,
} from './layout.ts';
import { SetupBanner } from './setup-banner.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { UnusedKeysBanner } from './unused-keys-banner.tsx';

/** A chunk of its own: many sessions have nothing to preview. */
const PreviewPane = lazy(() =>
  import('../../modules/preview/preview-pane.tsx').then(({ PreviewPane }) => ({ default: PreviewPane })),
);

/** A running session: files at the left, editor over terminal, the preview beside them, git at the right. */
export function Ide({ session }: { session: Session }) {
  const store = layoutOf(session.id);
  const room = useRoom();
  const layout = foldedFor(useStore(store), room);
  const writes = useMayWrite(session.id);
  const [quickOpen, setQuickOpen] = useState(false);
  const [switching, setSwitching] = useState(false);
  const status = useQuery(orpc.git.status.queryOptions({ input: { sessionId: session.id } }));
  const ports = useQuery(orpc.ports.list.queryOptions({ input: { sessionId: session.id } })).data?.ports.length ?? 0;

  // Made when it is first opened, and kept: a page that is hidden for a moment need not load anew.
  const [previewed, setPreviewed] = useState(layout.open.preview);
  useEffect(() => {
    if (layout.open.preview) setPreviewed(true);
  }, [layout.open.preview]);

  const actions = useMemo(() => {
    const change = (next: (layout: Layout) => Layout) =>
      store.set((now) => {
        const shown = foldedFor(now, room);
        const changed = next(shown);
        // A pane that folds says that it was resized: no choice of the user's, and nothing to keep.
        return changed === shown ? now : changed;
      });
    return {
      view: (view: SideView) => change((now) => chooseView(now, view, room)),
      show: (view: SideView) => {
        change((now) => setOpen({ ...now, view }, 'side', true, room));
        focusInside('side');
      },
      toggle: (edge: Edge) => {
        change((now) => setOpen(now, edge, !now.open[edge], room));
        if (store.get().open[edge]) focusInside(edge);
      },
      reveal: (edge: Edge) => {
        change((now) => setOpen(now, edge, true, room));
        focusInside(edge);
      },
      resize: (edge: Edge) => (pane: { open: boolean; pixels: number }) => change((now) => resized(now, edge, pane)),
    };
  }, [store, room]);

  const openPort = useCallback(
    (port: number) => {
      previewOf(session.id).set((now) => ({ ...now, branch: null, ports: { ...now.ports, [session.id]: port } }));
      actions.reveal('preview');
    },
    [actions, session.id],
  );

  const openFile = useCallback(() => setQuickOpen(true), []);
  const openSwitcher = useCallback(() => setSwitching(true), []);
  useIdeCommands({ session, actions, onOpenFile: openFile, onSwitch: openSwitcher });

  const edge = (name: Edge) => ({
    edge: name,
    open: layout.open[name],
    size: layout.size[name],
    onResize: actions.resize(name),
  });

  return (
    <main className="flex h-full flex-col">
      <h1 className="sr-only">{session.name}</h1>
      <TopBar
        session={session}
        switching={switching}
        onSwitching={setSwitching}
        onPreview={() => actions.reveal('preview')}
      />
      {!writes && <Banner tone="info">{WANTS_WRITE}</Banner>}
      <SetupBanner session={session} />
      <UnusedKeysBanner session={session} />
      <PortNotices sessionId={session.id} shown={layout.open.preview} onOpen={openPort} />
      <div className="flex min-h-0 flex-1">
        <ActivityBar
          layout={layout}
          changes={status.data?.total ?? 0}
          ports={ports}
          onPreview={() => actions.toggle('preview')}
          onView={actions.view}
          onTerminal={() => actions.toggle('bottom')}
          onGit={() => actions.toggle('right')}
        />
        <div className="min-w-0 flex-1">
          <Split orientation="horizontal">
            <EdgePane {...edge('side')} label={SIDE_TITLES[layout.view]} minSize={170} raised>
              <AfterFirstText>
                {layout.view === 'explorer' ? (
                  <Explorer sessionId={session.id} />
                ) : (
                  <SearchPanel sessionId={session.id} />
                )}
              </AfterFirstText>
            </EdgePane>
            <SplitHandle label="Width of the side bar" shut={!layout.open.side} />
            <SplitPane id="main" minSize={240}>
              <Split orientation="vertical">
                <SplitPane id="editor" minSize={80}>
                  <section data-edge="editor" aria-label="Editor" className="h-full bg-bg">
                    <EditorArea sessionId={session.id} />
                  </section>
                </SplitPane>
                <SplitHandle label="Height of the terminal" shut={!layout.open.bottom} />
                <EdgePane {...edge('bottom')} label="Terminal" minSize={96} maxSize="85%">
                  <AfterFirstText>
                    <TerminalPanel sessionId={session.id} />
                  </AfterFirstText>
                </EdgePane>
              </Split>
            </SplitPane>
            <SplitHandle label="Width of the preview" shut={!layout.open.preview} />
            <EdgePane {...edge('preview')} label="Preview" minSize={280}>
              {previewed && (
                <Suspense fallback={<SkeletonRows rows={4} />}>
                  <PreviewPane
                    session={session}
                    onTerminal={(terminalId) => {
                      activeTerminalOf(session.id).set(terminalId);
                      actions.reveal('bottom');
                    }}
                    onClose={() => actions.toggle('preview')}
                  />
                </Suspense>
              )}
            </EdgePane>
            <SplitHandle label="Width of the git panel" shut={!layout.open.right} />
            <EdgePane {...edge('right')} label="Git" minSize={240} raised>
              <AfterFirstText>
                <GitPanel sessionId={session.id} />
              </AfterFirstText>
            </EdgePane>
          </Split>
        </div>
      </div>
      <StatusBar session={session} />
      <QuickOpen sessionId={session.id} open={quickOpen} onOpenChange={setQuickOpen} />
    </main>
  );
}

interface EdgePaneProps extends Omit<ComponentProps<typeof SidePane>, 'id'> {
  edge: Edge;
  label: string;
  /** On the colour of bars, in place of the page's. */
  raised?: boolean;
}

/** What stands at one edge of the editor. */
function EdgePane({ edge, label, raised, children, ...pane }: EdgePaneProps) {
  return (
    <SidePane {...pane} id={edge}>
      <section
        data-edge={edge}
        aria-label={label}
        className={cn('h-full', raised ? 'flex flex-col bg-surface' : 'bg-bg')}
      >
        {children}
      </section>
    </SidePane>
  );
}

function useRoom(): Room {
  const narrow = useMedia(NARROW);
  const medium = useMedia(MEDIUM);
  return narrow ? 1 : medium ? 2 : 3;
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
