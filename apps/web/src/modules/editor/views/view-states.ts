import type { editor } from 'monaco-editor/editor';
import { createFamily, createPersistentStore, type Store } from '../../../hooks/store.ts';

type ViewState = editor.ICodeEditorViewState;
/** As many files keep their place; the oldest is forgotten first. */
const LIMIT = 50;

const statesOf: (sessionId: string) => Store<Record<string, ViewState>> = createFamily((sessionId) =>
  createPersistentStore<Record<string, ViewState>>(`views.${sessionId}`, {}, (stored) =>
    typeof stored === 'object' && stored !== null ? (stored as Record<string, ViewState>) : {},
  ),
);

/** Scroll, cursor and folds of a file, as it was left. */
export const viewStateOf = (sessionId: string, path: string): ViewState | null =>
  statesOf(sessionId).get()[path] ?? null;

export function keepViewState(sessionId: string, path: string, state: ViewState | null): void {
  if (!state) return;
  statesOf(sessionId).set(({ [path]: _, ...rest }) =>
    Object.fromEntries([...Object.entries(rest).slice(1 - LIMIT), [path, state]]),
  );
}
