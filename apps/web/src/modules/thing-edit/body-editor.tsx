import type { editor } from 'monaco-editor/editor';
import { useEffect, useRef } from 'react';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useStore } from '../../hooks/store.ts';
import { editorSettings } from '../editor/editor-settings.ts';
import { languageOf } from '../editor/monaco/language.ts';
import { editorOptions } from '../editor/monaco/options.ts';
import { replaceText } from '../editor/monaco/replace-text.ts';
import { useMonaco } from '../editor/monaco/use-monaco.ts';

interface BodyEditorProps {
  value: string;
  /** Of the file: its extension is its language. */
  path: string;
  label: string;
  onChange: (text: string) => void;
}

/** The body in Monaco. Lines end with LF here; the server gives the file's own ends back. */
export function BodyEditor({ value, path, label, onChange }: BodyEditorProps) {
  const monaco = useMonaco();
  const host = useRef<HTMLDivElement>(null);
  const made = useRef<editor.IStandaloneCodeEditor>(null);
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  const settings = useStore(editorSettings);

  useEffect(() => {
    if (!monaco.data || !host.current) return;
    const model = monaco.data.editor.createModel('', languageOf(monaco.data, path));
    model.setEOL(monaco.data.editor.EndOfLineSequence.LF);
    model.setValue(latest.current.value.replaceAll('\r\n', '\n'));
    const instance = monaco.data.editor.create(host.current, {
      ...editorOptions(editorSettings.get()),
      ...PROSE,
      model,
      ariaLabel: label,
    });
    made.current = instance;
    const listening = model.onDidChangeContent(() => latest.current.onChange(model.getValue()));
    const fonts = monaco.data.editor;
    void document.fonts.ready.then(() => fonts.remeasureFonts());
    return () => {
      listening.dispose();
      made.current = null;
      instance.dispose();
      model.dispose();
    };
  }, [monaco.data, path, label]);

  // A draft that was dropped, or a version that was taken: from outside.
  useEffect(() => {
    const model = made.current?.getModel();
    const text = value.replaceAll('\r\n', '\n');
    if (model && model.getValue() !== text) replaceText(model, text);
  }, [value]);

  useEffect(() => {
    made.current?.updateOptions({ ...editorOptions(settings), ...PROSE });
  }, [settings]);

  if (monaco.isError) return <ErrorState error={monaco.error} onRetry={() => void monaco.refetch()} />;
  return (
    <div className="relative h-full min-h-0">
      {monaco.isPending && <SkeletonRows rows={6} className="absolute inset-0 p-4" />}
      <div ref={host} className="h-full min-h-0 w-full overflow-hidden" />
    </div>
  );
}

/** Prose is read in lines that wrap; Tab leaves the editor, as it leaves every field of a form. */
const PROSE: editor.IEditorOptions = {
  wordWrap: 'on',
  minimap: { enabled: false },
  stickyScroll: { enabled: false },
  lineNumbers: 'off',
  folding: false,
  glyphMargin: false,
  lineDecorationsWidth: 12,
  tabFocusMode: true,
  quickSuggestions: false,
  scrollBeyondLastLine: false,
};
