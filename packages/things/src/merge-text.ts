import { diff3MergeRegions } from 'node-diff3';
import { linesOf, MOST_COMPARED_LINES, withLf } from './text-lines.ts';

/** A part of a merged text. One that both sides changed in different ways has all three. */
export type Hunk = { kind: 'text'; text: string } | { kind: 'conflict'; base: string; mine: string; theirs: string };

/** What two changes of one text give together, in order; a single `text` where they don't meet. Ends of lines are LF. */
export function mergeText(base: string, mine: string, theirs: string): Hunk[] {
  const [o, a, b] = [withLf(base), withLf(mine), withLf(theirs)];
  if (a === b || b === o) return [{ kind: 'text', text: a }];
  if (a === o) return [{ kind: 'text', text: b }];
  const lines = { base: linesOf(o), mine: linesOf(a), theirs: linesOf(b) };
  if (Object.values(lines).some(({ length }) => length > MOST_COMPARED_LINES)) {
    return [{ kind: 'conflict', base: o, mine: a, theirs: b }];
  }
  const hunks: Hunk[] = [];
  const add = (text: string) => {
    const last = hunks.at(-1);
    if (last?.kind === 'text') last.text += text;
    else if (text !== '') hunks.push({ kind: 'text', text });
  };
  for (const region of diff3MergeRegions(lines.mine, lines.base, lines.theirs)) {
    if (region.stable) add(region.bufferContent.join(''));
    else {
      const [mineText, baseText, theirText] = [region.aContent, region.oContent, region.bContent].map((part) =>
        part.join(''),
      );
      if (mineText === theirText) add(mineText ?? '');
      else hunks.push({ kind: 'conflict', base: baseText ?? '', mine: mineText ?? '', theirs: theirText ?? '' });
    }
  }
  return hunks.length === 0 ? [{ kind: 'text', text: '' }] : hunks;
}

/** The merged text; null where a part is in conflict. */
export function mergedText(hunks: readonly Hunk[]): string | null {
  return hunks.every((hunk) => hunk.kind === 'text') ? hunks.map(({ text }) => text).join('') : null;
}
