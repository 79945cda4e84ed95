import { runCommand } from '../../app/commands.ts';
import { createFamily, createStore, type Store } from '../../hooks/store.ts';

/** A wish to see a path in the tree; `serial` makes the same wish again a new one. */
export interface RevealRequest {
  path: string;
  serial: number;
}

export const revealRequestOf: (sessionId: string) => Store<RevealRequest | null> = createFamily(() =>
  createStore<RevealRequest | null>(null),
);

/** Opens the explorer with this path in sight and chosen. */
export function revealInExplorer(sessionId: string, path: string): void {
  revealRequestOf(sessionId).set((last) => ({ path, serial: (last?.serial ?? 0) + 1 }));
  runCommand('view.explorer');
}
