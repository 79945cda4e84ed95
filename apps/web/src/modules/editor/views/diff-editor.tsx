import type { editor } from 'monaco-editor/editor';
import { useEffect, useRef } from 'react';
import { useStore } from '../../../hooks/store.ts';
import { activeEditorOf } from '../active-editor.ts';
import { editorSettings } from '../editor-settings.ts';
import { followStatus } from '../follow-status.ts';
import type { Monaco } from '../monaco/monaco.ts';
import { editorOptions } from '../monaco/options.ts';

interface DiffEditorProps {
  monaco: Monaco;
  sessionId: string;
  original: editor.ITextModel;
  modified: editor.ITextModel;
  /** Of the right side; the left one always is. */
  readOnly: boolean;
  labels: { original: string; modified: string };
  /** Folds what both sides share. */
  foldUnchanged?: boolean;
  handle?: (editor: editor.IStandaloneDiffEditor | null) => void;
}

/** Two models side by side, or one above the other where the setting or the width says so. */
export function DiffEditor({
  monaco,
  sessionId,
  original,
  modified,
  readOnly,
  labels,
  foldUnchanged = true,
  handle,
}: DiffEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneDiffEditor>(null);
  const settings = useStore(editorSettings);

  useEffect(() => {
    if (!host.current) return;
    const made = monaco.editor.createDiffEditor(host.current, {
      ...editorOptions(editorSettings.get()),
      originalEditable: false,
      renderMarginRevertIcon: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 560,
      diffAlgorithm: 'advanced',
      ignoreTrimWhitespace: false,
      renderOverviewRuler: false,
      stickyScroll: { enabled: false },
      scrollBeyondLastLine: false,
    });
    instance.current = made;
    activeEditorOf(sessionId).set(made.getModifiedEditor());
    const status = followStatus(monaco, made.getModifiedEditor(), sessionId);
    return () => {
      status.dispose();
      activeEditorOf(sessionId).set((now) => (now === made.getModifiedEditor() ? null : now));
      instance.current = null;
      made.dispose();
    };
  }, [monaco, sessionId]);

  useEffect(() => {
    const editor = instance.current;
    if (!editor || original.isDisposed() || modified.isDisposed()) return;
    editor.setModel({ original, modified });
    handle?.(editor);
    return () => {
      handle?.(null);
      // On unmount the editor was disposed before this: effects are cleaned up in their order.
      if (instance.current === editor) editor.setModel(null);
    };
  }, [original, modified, handle]);

  useEffect(() => {
    instance.current?.updateOptions({
      ...editorOptions(settings),
      stickyScroll: { enabled: false },
      minimap: { enabled: false },
      renderSideBySide: settings.diffSideBySide,
      hideUnchangedRegions: { enabled: foldUnchanged, contextLineCount: 3, minimumLineCount: 4 },
      readOnly,
    });
    instance.current?.getOriginalEditor().updateOptions({ ariaLabel: labels.original });
    instance.current?.getModifiedEditor().updateOptions({ ariaLabel: labels.modified });
  }, [settings, readOnly, labels.original, labels.modified, foldUnchanged]);

  return <div ref={host} className="h-full min-h-0 w-full overflow-hidden" />;
}
