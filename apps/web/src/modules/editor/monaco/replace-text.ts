import type { editor } from 'monaco-editor/editor';
import { lineEdits } from './text-edits.ts';

/** Brings a model to `text` by the fewest line edits, as one step of undo. */
export function replaceText(model: editor.ITextModel, text: string): void {
  const before = model.getLinesContent();
  const after = text.split('\n');
  const edits = lineEdits(before, after);
  if (edits.length === 0) return;
  const last = before.length;
  model.pushStackElement();
  model.pushEditOperations(
    null,
    edits.map(({ start, end, lines }) => {
      // A whole line is its text and the line end after it, or before it where it is the last one.
      if (end < last)
        return { range: range(start + 1, 1, end + 1, 1), text: lines.map((line) => `${line}\n`).join('') };
      const endColumn = model.getLineMaxColumn(last);
      if (start === 0) return { range: range(1, 1, last, endColumn), text: lines.join('\n') };
      const before = model.getLineMaxColumn(start);
      return { range: range(start, before, last, endColumn), text: lines.map((line) => `\n${line}`).join('') };
    }),
    () => null,
  );
  model.pushStackElement();
}

const range = (startLineNumber: number, startColumn: number, endLineNumber: number, endColumn: number) => ({
  startLineNumber,
  startColumn,
  endLineNumber,
  endColumn,
});
