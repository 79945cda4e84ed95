import { z } from 'zod';
import { createFamily, createPersistentStore, type Store } from '../../hooks/store.ts';

export type SideView = 'explorer' | 'search';
export type Edge = 'side' | 'bottom' | 'preview' | 'right';

export interface Layout {
  view: SideView;
  open: Record<Edge, boolean>;
  /** Pixels: width of side, preview and right, height of bottom. Kept while shut. */
  size: Record<Edge, number>;
}

const PREVIEW_WIDTH = 460;

const Open = z.boolean();
const Size = z.number().min(50).max(5000);
/** What browsers keep from before there was a preview has no word of it. */
const Stored = z.object({
  view: z.enum(['explorer', 'search']),
  open: z.object({ side: Open, bottom: Open, preview: Open.default(false), right: Open }),
  size: z.object({ side: Size, bottom: Size, preview: Size.default(PREVIEW_WIDTH), right: Size }),
});

/** Below this there is room for one edge beside the editor. */
export const NARROW = '(max-width: 959px)';
/** Below this there is room for two. */
export const MEDIUM = '(max-width: 1359px)';

/** How many of side bar, preview and git panel have room beside the editor. */
export type Room = 1 | 2 | 3;

const initial = (): Layout => ({
  view: 'explorer',
  open: { side: true, bottom: true, preview: false, right: !matchMedia(NARROW).matches },
  size: { side: 256, bottom: 260, preview: PREVIEW_WIDTH, right: 340 },
});

/** The layout of a session's page, kept in this browser. */
export const layoutOf: (sessionId: string) => Store<Layout> = createFamily((sessionId) =>
  createPersistentStore(`layout.${sessionId}`, initial(), (stored) => Stored.parse(stored)),
);

/** Which edges make room for the one that is opened, in this order. */
const MAKES_ROOM: Record<Edge, readonly Edge[]> = {
  side: ['right', 'preview'],
  preview: ['right', 'side'],
  right: ['preview', 'side'],
  bottom: [],
};

export function setOpen(layout: Layout, edge: Edge, open: boolean, room: Room): Layout {
  const next = { ...layout.open, [edge]: open };
  if (open) {
    for (const other of MAKES_ROOM[edge]) if (columnsOf(next) > room) next[other] = false;
  }
  return { ...layout, open: next };
}

/** What is shown of it: a window that became narrow folds what has no room any more, and wide again shows it. */
export function foldedFor(layout: Layout, room: Room): Layout {
  if (columnsOf(layout.open) <= room) return layout;
  return setOpen(layout, layout.open.preview ? 'preview' : 'right', true, room);
}

const columnsOf = (open: Layout['open']): number => Number(open.side) + Number(open.preview) + Number(open.right);

/** Choosing the view that is shown shuts it, as a click on its icon in VS Code does. */
export function chooseView(layout: Layout, view: SideView, room: Room): Layout {
  const shut = layout.open.side && layout.view === view;
  return setOpen({ ...layout, view }, 'side', !shut, room);
}

export function resized(layout: Layout, edge: Edge, pane: { open: boolean; pixels: number }): Layout {
  const size = pane.open ? { ...layout.size, [edge]: pane.pixels } : layout.size;
  if (layout.open[edge] === pane.open && size[edge] === layout.size[edge]) return layout;
  return { ...layout, open: { ...layout.open, [edge]: pane.open }, size };
}
