import type { editor } from 'monaco-editor/editor';
import { useEffect, useState } from 'react';
import { languageOf } from '../monaco/language.ts';
import type { Monaco } from '../monaco/monaco.ts';
import { replaceText } from '../monaco/replace-text.ts';

/** A model of its own for a text that is only shown: a side of a diff. It follows the text without losing the scroll. */
export function useTextModel(monaco: Monaco | undefined, text: string | null, path: string): editor.ITextModel | null {
  const [model, setModel] = useState<editor.ITextModel | null>(null);
  const here = text !== null;

  useEffect(() => {
    if (!monaco || !here) return;
    const made = monaco.editor.createModel('', languageOf(monaco, path));
    made.setEOL(monaco.editor.EndOfLineSequence.LF);
    setModel(made);
    return () => {
      setModel(null);
      // After this round of effects: the diff editor must let go of it first.
      queueMicrotask(() => made.dispose());
    };
  }, [monaco, path, here]);

  useEffect(() => {
    if (model && !model.isDisposed() && text !== null) replaceText(model, text.replaceAll('\r\n', '\n'));
  }, [model, text]);

  return model;
}
