import { z } from 'zod';
import { createFamily, createPersistentStore, createStore, type Store } from '../../../hooks/store.ts';
import type { DiffSide } from '../open-file.ts';
import type { Tabs } from './tabs.ts';

const Side = z.string().transform((side) => side as DiffSide);
const Stored = z.object({
  tabs: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('file'), path: z.string(), preview: z.boolean() }),
      z.object({
        kind: z.literal('diff'),
        path: z.string(),
        originalPath: z.string().optional(),
        left: Side,
        right: Side,
        preview: z.boolean(),
      }),
    ]),
  ),
  active: z.string().nullable(),
  recent: z.array(z.string()),
});

/** The tabs of a session, kept in this browser. */
export const tabsOf: (sessionId: string) => Store<Tabs> = createFamily((sessionId) =>
  createPersistentStore<Tabs>(`tabs.${sessionId}`, { tabs: [], active: null, recent: [] }, (stored) =>
    Stored.parse(stored),
  ),
);

/** Where the next look at a file jumps to: set with the wish to open it, taken by the editor that shows it. */
export interface Jump {
  path: string;
  /** Null: where it was left. */
  line: number | null;
  column: number;
  length: number;
  /** A preview leaves the focus where the user is choosing. */
  focus: boolean;
}
export const jumpOf: (sessionId: string) => Store<Jump | null> = createFamily(() => createStore<Jump | null>(null));

const RECENT_FILES = 30;

/** Files looked at, the last first; quick open begins with them. */
export const recentFilesOf: (sessionId: string) => Store<readonly string[]> = createFamily((sessionId) =>
  createPersistentStore<readonly string[]>(`recent.${sessionId}`, [], (stored) => z.array(z.string()).parse(stored)),
);

export function noteRecent(sessionId: string, path: string): void {
  recentFilesOf(sessionId).set((paths) =>
    paths[0] === path ? paths : [path, ...paths.filter((each) => each !== path)].slice(0, RECENT_FILES),
  );
}
