import type { editor } from 'monaco-editor/editor';
import { createFamily, createStore, type Store } from '../../hooks/store.ts';

/** The editor in front, for commands of the palette that are Monaco's own. */
export const activeEditorOf: (sessionId: string) => Store<editor.ICodeEditor | null> = createFamily(() =>
  createStore<editor.ICodeEditor | null>(null),
);

export function runEditorAction(sessionId: string, id: string): void {
  const editor = activeEditorOf(sessionId).get();
  if (!editor) return;
  editor.focus();
  void editor.getAction(id)?.run();
}
