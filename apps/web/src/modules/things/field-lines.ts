import { diffLines } from 'diff';

/** Longer texts are not compared line by line: the algorithm takes time by the square of what differs. */
const MOST_CHARACTERS = 200_000;
/** Unchanged lines beside a change. */
const AROUND = 2;

export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'gap';
  text: string;
}

/** A field on both sides as lines; undefined where a side lacks it. Unchanged stretches are left out. */
export function fieldLines(from: unknown, to: unknown): DiffLine[] {
  const [before, after] = [textOf(from), textOf(to)];
  if (before.length + after.length > MOST_CHARACTERS) {
    return [{ kind: 'gap', text: 'Too long to compare here.' }];
  }
  const lines = diffLines(before, after).flatMap((part) =>
    part.value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ kind: part.added ? 'added' : part.removed ? 'removed' : 'same', text })),
  );
  const near = (at: number) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some((line) => line.kind !== 'same');
  const shown: DiffLine[] = [];
  lines.forEach((line, at) => {
    if (near(at)) shown.push(line);
    else if (shown.at(-1)?.kind !== 'gap') shown.push({ kind: 'gap', text: '…' });
  });
  return shown;
}

// A last line without its end would differ from the same line with one.
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
