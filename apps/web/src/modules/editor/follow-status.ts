import type { editor, IDisposable } from 'monaco-editor/editor';
import { editorStatusOf } from './editor-status.ts';
import { languageName } from './monaco/language.ts';
import type { Monaco } from './monaco/monaco.ts';

/** Writes the editor's cursor, language and indentation to the session's status, until disposed. */
export function followStatus(monaco: Monaco, of: editor.ICodeEditor, sessionId: string): IDisposable {
  const status = editorStatusOf(sessionId);
  const write = () => {
    const model = of.getModel();
    const position = of.getPosition();
    if (!model || !position) return status.set(null);
    const { insertSpaces, tabSize, indentSize } = model.getOptions();
    status.set({
      path: model.uri.path.slice(1),
      line: position.lineNumber,
      column: position.column,
      selected: (of.getSelections() ?? []).reduce((sum, each) => sum + model.getValueLengthInRange(each), 0),
      language: languageName(monaco, model.getLanguageId()),
      indent: insertSpaces ? `Spaces: ${indentSize}` : `Tab size: ${tabSize}`,
    });
  };
  const listeners = [
    of.onDidChangeCursorSelection(write),
    of.onDidChangeModel(write),
    of.onDidChangeModelLanguage(write),
    of.onDidChangeModelOptions(write),
  ];
  return {
    dispose() {
      for (const each of listeners) each.dispose();
      status.set(null);
    },
  };
}
