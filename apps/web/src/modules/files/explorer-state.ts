import { z } from 'zod';
import { createFamily, createPersistentStore, createStore, type Store } from '../../hooks/store.ts';
import type { NewEntry } from './tree.ts';

/** The directories that are open, kept in this browser. */
export const expandedOf: (sessionId: string) => Store<ReadonlySet<string>> = createFamily((sessionId) => {
  const kept = createPersistentStore<readonly string[]>(`tree.${sessionId}`, [], (stored) =>
    z.array(z.string()).parse(stored),
  );
  const store = createStore<ReadonlySet<string>>(new Set(kept.get()));
  store.subscribe(() => kept.set([...store.get()]));
  return store;
});

export interface TreeFocus {
  /** The row that keys go to. */
  path: string | null;
  /** Chosen for a move, a deletion, a copy; the focused row is among them. */
  chosen: ReadonlySet<string>;
  /** Where a choice by Shift began. */
  anchor: string | null;
}

export const focusOf: (sessionId: string) => Store<TreeFocus> = createFamily(() =>
  createStore<TreeFocus>({ path: null, chosen: new Set(), anchor: null }),
);

export type Naming = ({ kind: 'new' } & NewEntry) | { kind: 'rename'; path: string };

/** The name that is being typed in the tree. */
export const namingOf: (sessionId: string) => Store<Naming | null> = createFamily(() =>
  createStore<Naming | null>(null),
);

export function focusRow(sessionId: string, path: string): void {
  focusOf(sessionId).set({ path, chosen: new Set([path]), anchor: path });
}

export function setExpanded(sessionId: string, paths: readonly string[], open: boolean): void {
  expandedOf(sessionId).set((now) => {
    if (paths.every((path) => now.has(path) === open)) return now;
    const next = new Set(now);
    for (const path of paths) {
      if (open) next.add(path);
      else next.delete(path);
    }
    return next;
  });
}
