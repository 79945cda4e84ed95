import type { Revision } from '@craftastic/contract/git';
import type { z } from 'zod';
import { createFamily, createStore, type Store } from '../../hooks/store.ts';

/** A side of a diff: what git has, or the file as it is on disk. */
export type DiffSide = z.infer<typeof Revision> | 'worktree';

export interface FileTarget {
  kind: 'file';
  path: string;
  /** From 1. */
  line?: number;
  column?: number;
  /** So many UTF-16 units from there are selected: a match of a search. */
  length?: number;
  /** Replaced by the next preview, kept by an edit or a double click. */
  preview?: boolean;
}

export interface DiffTarget {
  kind: 'diff';
  path: string;
  /** Where the left side is read, for a renamed file. */
  originalPath?: string;
  left: DiffSide;
  right: DiffSide;
  preview?: boolean;
}

/** A wish to see something. `serial` counts up, so that opening the same again is a new wish: it focuses and jumps. */
export type OpenRequest = (FileTarget | DiffTarget) & { serial: number };

/** The last wish of a session; the editor area subscribes, and keeps the tabs. */
export const openRequestOf: (sessionId: string) => Store<OpenRequest | null> = createFamily(() =>
  createStore<OpenRequest | null>(null),
);

export function openFile(sessionId: string, path: string, options: Omit<FileTarget, 'kind' | 'path'> = {}): void {
  request(sessionId, { kind: 'file', path, ...options });
}

export function openDiff(sessionId: string, diff: Omit<DiffTarget, 'kind'>): void {
  request(sessionId, { kind: 'diff', ...diff });
}

function request(sessionId: string, target: FileTarget | DiffTarget): void {
  openRequestOf(sessionId).set((last) => ({ ...target, serial: (last?.serial ?? 0) + 1 }));
}
