/** A conflict as git marks it. Lines are counted from 0; `base` is there with the diff3 style only. */
export interface MarkedConflict {
  /** Of `<<<<<<<`. */
  start: number;
  /** Of `|||||||`, or null. */
  base: number | null;
  /** Of `=======`. */
  middle: number;
  /** Of `>>>>>>>`. */
  end: number;
}

export type Side = 'current' | 'incoming' | 'both';

const START = /^<{7}(?: |$)/;
const BASE = /^\|{7}(?: |$)/;
const MIDDLE = /^={7}$/;
const END = /^>{7}(?: |$)/;

/** The marked conflicts of a text, in order. A marker that is not part of a whole conflict is text. */
export function markedConflicts(lines: readonly string[]): MarkedConflict[] {
  const found: MarkedConflict[] = [];
  let open: { start: number; base: number | null; middle: number | null } | null = null;
  for (const [at, line] of lines.entries()) {
    if (START.test(line)) open = { start: at, base: null, middle: null };
    else if (!open) continue;
    else if (BASE.test(line) && open.middle === null) open.base ??= at;
    else if (MIDDLE.test(line)) open.middle ??= at;
    else if (END.test(line) && open.middle !== null) {
      found.push({ start: open.start, base: open.base, middle: open.middle, end: at });
      open = null;
    }
  }
  return found;
}

/** What stays in the place of a conflict, markers gone. */
export function resolved(lines: readonly string[], conflict: MarkedConflict, side: Side): string[] {
  const current = lines.slice(conflict.start + 1, conflict.base ?? conflict.middle);
  const incoming = lines.slice(conflict.middle + 1, conflict.end);
  if (side === 'both') return [...current, ...incoming];
  return side === 'current' ? current : incoming;
}
