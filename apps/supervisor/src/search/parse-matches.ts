import { pathFromBytes } from '@craftastic/contract/git-path';
import type { SearchResult } from '@craftastic/contract/search';

/** A colour that nothing else uses: git marks the matches with it, and so tells all of a line, by its own engine. */
export const MATCH_COLOUR = '#0b0c0d';
const BEFORE_MATCH = '\x1b[38;2;11;12;13m';
const AFTER_MATCH = '\x1b[m';

const TEXT_LIMIT = 250;
const LEAD = 50;
/** Bytes kept of a line, from a little before its first match: a line may be all of a bundle of 50 MB. */
const KEPT_BEFORE_BYTES = 400;
const KEPT_BYTES = 4096;
const FIELD_LIMIT_BYTES = 8192;

const NUL = 0;
const NEWLINE = 10;

export interface Match {
  path: string;
  line: SearchResult['lines'][number];
}

/** Reads `path NUL line NUL column NUL text LF`, over and over, in chunks of any size and in bounded memory. */
export class MatchParser {
  #field = 0;
  #fields: Buffer[] = [];
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Of the text: bytes seen, and how many UTF-16 units were left out before what is kept. */
  #seen = 0;
  #skippedUnits = 0;

  *push(chunk: Buffer): Generator<Match> {
    let at = 0;
    while (at < chunk.length) {
      const end = chunk.indexOf(this.#field === 3 ? NEWLINE : NUL, at);
      const part = chunk.subarray(at, end < 0 ? undefined : end);
      if (this.#field === 3) this.#keepText(part);
      else this.#keep(part, FIELD_LIMIT_BYTES);
      if (end < 0) return;
      at = end + 1;
      if (this.#field < 3) {
        this.#fields.push(this.#take());
        this.#field++;
      } else {
        const match = this.#match();
        if (match) yield match;
      }
    }
  }

  /** What comes before the window around the first match is counted, and not kept. */
  #keepText(part: Buffer): void {
    const start = Math.max(0, Number(this.#fields[2]?.toString('latin1')) - 1 - KEPT_BEFORE_BYTES);
    const skip = Math.min(part.length, Math.max(0, start - this.#seen));
    for (let at = 0; at < skip; at++) {
      const byte = part[at] ?? 0;
      // Each character counts once, by its first byte; one of four bytes is two units.
      if ((byte & 0xc0) !== 0x80) this.#skippedUnits += byte >= 0xf0 ? 2 : 1;
    }
    this.#seen += part.length;
    this.#keep(part.subarray(skip), KEPT_BYTES);
  }

  #keep(part: Buffer, limit: number): void {
    const room = part.subarray(0, Math.max(0, limit - this.#keptBytes));
    if (room.length === 0) return;
    // Copied: a view would keep the whole chunk in memory.
    this.#kept.push(Buffer.from(room));
    this.#keptBytes += room.length;
  }

  #take(): Buffer {
    const bytes = Buffer.concat(this.#kept);
    this.#kept = [];
    this.#keptBytes = 0;
    return bytes;
  }

  #match(): Match | null {
    const [path, line] = this.#fields;
    const { text, ranges } = splitMarks(this.#take().toString('utf8'));
    const skippedUnits = this.#skippedUnits;
    this.#fields = [];
    this.#field = 0;
    this.#seen = 0;
    this.#skippedUnits = 0;
    const first = ranges[0];
    if (!path || !line || !first) return null;
    return {
      path: pathFromBytes(path),
      line: { line: Number(line.toString('latin1')), column: skippedUnits + first[0] + 1, ...cut(text, ranges) },
    };
  }
}

type Range = [number, number];

/** The text without git's marks, and where they were. */
function splitMarks(marked: string): { text: string; ranges: Range[] } {
  const ranges: Range[] = [];
  let text = '';
  let at = 0;
  for (;;) {
    const open = marked.indexOf(BEFORE_MATCH, at);
    if (open < 0) break;
    text += marked.slice(at, open);
    const from = open + BEFORE_MATCH.length;
    const close = marked.indexOf(AFTER_MATCH, from);
    const match = marked.slice(from, close < 0 ? undefined : close);
    ranges.push([text.length, text.length + match.length]);
    text += match;
    at = close < 0 ? marked.length : close + AFTER_MATCH.length;
  }
  return { text: (text + marked.slice(at)).replace(/\r$/, ''), ranges };
}

/** 250 characters around the first match, never half of a pair. */
function cut(text: string, ranges: Range[]): { text: string; ranges: Range[] } {
  const first = ranges[0]?.[0] ?? 0;
  let start = text.length <= TEXT_LIMIT ? 0 : Math.max(0, first - LEAD);
  let end = Math.min(text.length, start + TEXT_LIMIT);
  if (isLowSurrogate(text, start)) start++;
  if (end < text.length && isLowSurrogate(text, end)) end--;
  const inside = ranges
    .map(([from, to]): Range => [Math.max(from, start) - start, Math.min(to, end) - start])
    .filter(([from, to], index) => index === 0 || from < to);
  return { text: text.slice(start, end), ranges: inside };
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
