/** How a text lies on the disk. */
export interface TextFormat {
  eol: 'lf' | 'crlf' | 'mixed';
  bom: boolean;
}

const BOM = '\ufeff';
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null for what is no UTF-8 text: other encodings, and binaries, which a NUL gives away. */
export function decodeText(bytes: Uint8Array): (TextFormat & { text: string }) | null {
  if (bytes.includes(0)) return null;
  let raw: string;
  try {
    raw = decoder.decode(bytes);
  } catch {
    return null;
  }
  const bom = raw.startsWith(BOM);
  if (bom) raw = raw.slice(1);
  if (!raw.includes('\r')) return { text: raw, eol: 'lf', bom };
  const ends = raw.match(/\r\n|\r|\n/g) ?? [];
  const eol = ends.every((end) => end === '\r\n') ? 'crlf' : 'mixed';
  return { text: raw.replace(/\r\n?/g, '\n'), eol, bom };
}

/**
 * The bytes of an edited text. Where the file on disk (`previous`) mixes its line ends, each line that is still there
 * keeps its own, so that a save changes what was edited and nothing else; new lines get the kind that is most frequent.
 */
export function encodeText(
  text: string,
  format: { eol: 'lf' | 'crlf'; bom: boolean },
  previous: Uint8Array | null,
): Buffer {
  const plain = text.replace(/\r\n?/g, '\n');
  const before = previous && decodeText(previous);
  let out: string;
  if (before?.eol === 'mixed') out = keepEnds(plain, decoder.decode(previous ?? undefined).slice(before.bom ? 1 : 0));
  else out = format.eol === 'crlf' ? plain.replaceAll('\n', '\r\n') : plain;
  return Buffer.from(format.bom ? BOM + out : out);
}

interface Line {
  text: string;
  end: string;
}

function keepEnds(text: string, previous: string): string {
  const before = linesOf(previous);
  const after = linesOf(text);
  const usual = mostFrequent(before);

  let start = 0;
  while (start < before.length && start < after.length && before[start]?.text === after[start]?.text) start++;
  let fromEnd = 0;
  const room = Math.min(before.length, after.length) - start;
  while (fromEnd < room && before.at(-1 - fromEnd)?.text === after.at(-1 - fromEnd)?.text) fromEnd++;

  // Between the two, the same lines in the same order; not the longest such sequence, which a line end is not worth.
  const positions = new Map<string, number[]>();
  for (let at = before.length - fromEnd - 1; at >= start; at--) {
    const text = before[at]?.text ?? '';
    positions.set(text, [...(positions.get(text) ?? []), at]);
  }
  let reached = start - 1;
  const endOf = (line: Line, at: number): string => {
    if (line.end === '') return '';
    if (at < start) return before[at]?.end || usual;
    if (at >= after.length - fromEnd) return before[at + before.length - after.length]?.end || usual;
    const candidates = positions.get(line.text);
    while (candidates?.length) {
      const position = candidates.pop() ?? -1;
      if (position <= reached) continue;
      reached = position;
      return before[position]?.end || usual;
    }
    return usual;
  };
  return after.map((line, at) => line.text + endOf(line, at)).join('');
}

function linesOf(text: string): Line[] {
  return Array.from(text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g), ([, line = '', end = '']) => ({ text: line, end }));
}

function mostFrequent(lines: Line[]): string {
  const counts = new Map<string, number>();
  for (const { end } of lines) if (end !== '') counts.set(end, (counts.get(end) ?? 0) + 1);
  let best = '\n';
  for (const [end, count] of counts) if (count > (counts.get(best) ?? 0)) best = end;
  return best;
}
