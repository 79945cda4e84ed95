import type { SearchResult } from '@craftastic/contract/search';

type Line = SearchResult['lines'][number];

export type ResultRow =
  | { kind: 'file'; path: string; matches: number; folded: boolean; position: number; siblings: number }
  | { kind: 'line'; path: string; line: Line; position: number; siblings: number };

/** The list as it is drawn: every file, and below it its lines. */
export function resultRows(results: readonly SearchResult[], folded: ReadonlySet<string>): ResultRow[] {
  return results.flatMap(({ path, lines }, at): ResultRow[] => {
    const shut = folded.has(path);
    const file: ResultRow = {
      kind: 'file',
      path,
      matches: lines.reduce((sum, line) => sum + line.ranges.length, 0),
      folded: shut,
      position: at + 1,
      siblings: results.length,
    };
    if (shut) return [file];
    return [
      file,
      ...lines.map(
        (line, index): ResultRow => ({ kind: 'line', path, line, position: index + 1, siblings: lines.length }),
      ),
    ];
  });
}

export const rowKey = (row: ResultRow): string => (row.kind === 'file' ? row.path : `${row.path}\0${row.line.line}`);

export interface Piece {
  at: number;
  text: string;
  hit: boolean;
}

/** So much of a line is shown before its first match, so that the match is in sight in a narrow panel. */
const LEAD = 24;

/** A line cut where matches begin and end; its indentation goes, and what would push the match out of sight. */
export function pieces({ text, ranges }: Line): Piece[] {
  const first = ranges[0]?.[0] ?? 0;
  const indent = Math.min(text.length - text.trimStart().length, first);
  const cut = first - indent > LEAD ? first - LEAD / 2 : indent;
  const out: Piece[] = cut > indent ? [{ at: -1, text: '…', hit: false }] : [];
  let at = cut;
  for (const [start, end] of ranges) {
    if (start > at) out.push({ at, text: text.slice(at, start), hit: false });
    if (end > start) out.push({ at: start, text: text.slice(Math.max(start, at), end), hit: true });
    at = Math.max(at, end);
  }
  if (at < text.length) out.push({ at, text: text.slice(at), hit: false });
  return out;
}

/** Line, column and length of the first match of a line, to select it in the file. */
export function placeOf(line: Line): { line: number; column: number; length: number } {
  const [start, end] = line.ranges[0] ?? [0, 0];
  return { line: line.line, column: line.column, length: end - start };
}
