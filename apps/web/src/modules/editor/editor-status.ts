import { createFamily, createStore, type Store } from '../../hooks/store.ts';

/** Of the editor in front, for the status bar. */
export interface EditorStatus {
  path: string;
  line: number;
  column: number;
  /** Selected characters. */
  selected: number;
  language: string;
  indent: string;
}

export const editorStatusOf: (sessionId: string) => Store<EditorStatus | null> = createFamily(() =>
  createStore<EditorStatus | null>(null),
);
