import { diffArrays } from 'diff';

/** Lines `[start, end)` of the old text, counted from 0, and the lines that take their place. */
export interface LineEdit {
  start: number;
  end: number;
  lines: string[];
}

/** Beyond this many differing lines the text is replaced as one: cursor and folds may move, the page never hangs. */
const MAX_EDIT_LENGTH = 1000;

/**
 * A short list of line edits from one text to another, in order, none overlapping. Applied to an open model it leaves
 * cursor, folds and undo where the text did not change, as replacing the whole text would not.
 */
export function lineEdits(before: readonly string[], after: readonly string[]): LineEdit[] {
  const parts = diffArrays([...before], [...after], { maxEditLength: MAX_EDIT_LENGTH });
  if (!parts) return [{ start: 0, end: before.length, lines: [...after] }];
  const edits: LineEdit[] = [];
  let at = 0;
  let open: LineEdit | null = null;
  for (const part of parts) {
    if (!part.added && !part.removed) {
      at += part.value.length;
      open = null;
      continue;
    }
    if (!open) {
      open = { start: at, end: at, lines: [] };
      edits.push(open);
    }
    if (part.added) open.lines.push(...part.value);
    else {
      at += part.value.length;
      open.end = at;
    }
  }
  return edits;
}
