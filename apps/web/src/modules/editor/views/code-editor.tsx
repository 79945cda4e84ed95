import { displayPath } from '@craftastic/contract/git-path';
import type { editor } from 'monaco-editor/editor';
import { useEffect, useRef } from 'react';
import { tellFirstText } from '../../../hooks/first-text.ts';
import { useStore } from '../../../hooks/store.ts';
import { activeEditorOf } from '../active-editor.ts';
import type { Buffer } from '../buffers/buffer.ts';
import { editorSettings } from '../editor-settings.ts';
import { followStatus } from '../follow-status.ts';
import type { Monaco } from '../monaco/monaco.ts';
import { editorOptions } from '../monaco/options.ts';
import { jumpOf } from '../tabs/tab-store.ts';
import { keepViewState, viewStateOf } from './view-states.ts';

interface CodeEditorProps {
  monaco: Monaco;
  buffer: Buffer;
  readOnly: boolean;
}

/** One Monaco that shows whichever buffer is in front: making an editor takes longer than giving it another model. */
export function CodeEditor({ monaco, buffer, readOnly }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneCodeEditor>(null);
  // Effects are cleaned up in their order: the editor goes first, and must have told its place before.
  const leave = useRef<(() => void) | null>(null);
  const settings = useStore(editorSettings);
  const jump = useStore(jumpOf(buffer.sessionId));
  const { sessionId } = buffer;

  useEffect(() => {
    if (!host.current) return;
    const made = monaco.editor.create(host.current, {
      ...editorOptions(editorSettings.get()),
      model: null,
    });
    instance.current = made;
    activeEditorOf(sessionId).set(made);
    const status = followStatus(monaco, made, sessionId);
    // Monaco measures letters once; with the fallback font's widths the cursor would stand beside its letter.
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
    return () => {
      leave.current?.();
      status.dispose();
      activeEditorOf(sessionId).set((now) => (now === made ? null : now));
      instance.current = null;
      made.dispose();
    };
  }, [monaco, sessionId]);

  useEffect(() => {
    instance.current?.updateOptions(editorOptions(settings));
  }, [settings]);

  useEffect(() => {
    const editor = instance.current;
    if (!editor || !buffer.model || buffer.model.isDisposed()) return;
    editor.setModel(buffer.model);
    tellFirstText();
    const state = viewStateOf(sessionId, buffer.path);
    if (state) editor.restoreViewState(state);
    const keep = () => keepViewState(sessionId, buffer.path, editor.saveViewState());
    leave.current = keep;
    addEventListener('pagehide', keep);
    // The focus goes along with the file, except out of a field or tree that the user is in.
    const at = document.activeElement;
    if (!at || at === document.body || at.closest('[data-tabs], .monaco-editor')) editor.focus();
    return () => {
      removeEventListener('pagehide', keep);
      leave.current = null;
      if (instance.current === editor) keep();
    };
  }, [buffer, sessionId]);

  useEffect(() => {
    instance.current?.updateOptions({
      readOnly,
      readOnlyMessage: { value: 'You can’t change this file.' },
      ariaLabel: displayPath(buffer.path),
    });
  }, [readOnly, buffer]);

  useEffect(() => {
    const editor = instance.current;
    if (!editor || !jump || jump.path !== buffer.path) return;
    jumpOf(sessionId).set(null);
    if (jump.line !== null) {
      const range = new monaco.Range(jump.line, jump.column, jump.line, jump.column + jump.length);
      editor.setSelection(range);
      editor.revealRangeInCenterIfOutsideViewport(range, 1);
    }
    if (jump.focus) editor.focus();
  }, [monaco, jump, buffer, sessionId]);

  return <div ref={host} className="h-full min-h-0 w-full overflow-hidden" />;
}
