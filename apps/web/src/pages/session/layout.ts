import { z } from 'zod';
import { createFamily, createPersistentStore, type Store } from '../../hooks/store.ts';

export type SideView = 'explorer' | 'search';
export type Edge = 'side' | 'bottom' | 'right';

export interface Layout {
  view: SideView;
  open: Record<Edge, boolean>;
  /** Pixels: width of side and right, height of bottom. Kept while shut. */
  size: Record<Edge, number>;
}

const Edges = <T extends z.ZodType>(value: T) => z.object({ side: value, bottom: value, right: value });
const Stored = z.object({
  view: z.enum(['explorer', 'search']),
  open: Edges(z.boolean()),
  size: Edges(z.number().min(50).max(5000)),
});

/** Below this there is room for one of the two edges beside the editor. */
export const NARROW = '(max-width: 959px)';

const initial = (): Layout => ({
  view: 'explorer',
  open: { side: true, bottom: true, right: !matchMedia(NARROW).matches },
  size: { side: 256, bottom: 260, right: 340 },
});

/** The layout of a session's page, kept in this browser. */
export const layoutOf: (sessionId: string) => Store<Layout> = createFamily((sessionId) =>
  createPersistentStore(`layout.${sessionId}`, initial(), (stored) => Stored.parse(stored)),
);

export function setOpen(layout: Layout, edge: Edge, open: boolean, narrow: boolean): Layout {
  const next = { ...layout.open, [edge]: open };
  if (narrow && open && edge === 'side') next.right = false;
  if (narrow && open && edge === 'right') next.side = false;
  return { ...layout, open: next };
}

/** What is shown of it: a window that became narrow with both edges open folds the side, and wide again shows it. */
export const foldedFor = (layout: Layout, narrow: boolean): Layout =>
  narrow && layout.open.side && layout.open.right ? setOpen(layout, 'right', true, narrow) : layout;

/** Choosing the view that is shown shuts it, as a click on its icon in VS Code does. */
export function chooseView(layout: Layout, view: SideView, narrow: boolean): Layout {
  const shut = layout.open.side && layout.view === view;
  return setOpen({ ...layout, view }, 'side', !shut, narrow);
}

export function resized(layout: Layout, edge: Edge, pane: { open: boolean; pixels: number }): Layout {
  const size = pane.open ? { ...layout.size, [edge]: pane.pixels } : layout.size;
  if (layout.open[edge] === pane.open && size[edge] === layout.size[edge]) return layout;
  return { ...layout, open: { ...layout.open, [edge]: pane.open }, size };
}
