/**
 * Paths as strings, without loss. Git and Linux name files by bytes, JSON and URLs by Unicode. A byte that is not part
 * of valid UTF-8 becomes one character of U+EF80…U+EFFF (a private-use block that names hardly ever have; a name that
 * does have one is escaped byte by byte, so that decoding stays unambiguous). Valid UTF-8 stays as it is, so nearly
 * every path is itself. Rejected: lone surrogates, which `encodeURIComponent` refuses, and Latin-1, which makes every
 * non-ASCII name unreadable.
 */
const ESCAPE_BASE = 0xef00;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
// An escaped character, or a real one of the same block, which must be escaped itself.
const ESCAPED = /[\uEF80-\uEFFF]/;

/** The string form of a path's bytes. */
export function pathFromBytes(bytes: Uint8Array): string {
  try {
    const text = decoder.decode(bytes);
    if (!ESCAPED.test(text)) return text;
  } catch {
    // Not UTF-8: escape below, sequence by sequence.
  }
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const text = length > 0 ? decoder.decode(bytes.subarray(at, at + length)) : '';
    if (text !== '' && !ESCAPED.test(text)) {
      out += text;
      at += length;
      continue;
    }
    for (const byte of bytes.subarray(at, at + Math.max(length, 1))) {
      out += byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(ESCAPE_BASE + byte);
    }
    at += Math.max(length, 1);
  }
  return out;
}

/** The bytes that a path string stands for; the inverse of {@link pathFromBytes}. */
export function pathToBytes(path: string): Uint8Array {
  if (!ESCAPED.test(path)) return encoder.encode(path);
  const out: number[] = [];
  for (const character of path) {
    const code = character.charCodeAt(0);
    if (code >= 0xef80 && code <= 0xefff) out.push(code - ESCAPE_BASE);
    else out.push(...encoder.encode(character));
  }
  return Uint8Array.from(out);
}

/** The path as a person reads it: escaped bytes as `\xNN`, control characters as `\n`, `\t`, `\u001b`. */
export function displayPath(path: string): string {
  return path.replace(/[\uEF80-\uEFFF\p{Cc}\p{Cf}]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0xef80 && code <= 0xefff) return `\\x${(code - ESCAPE_BASE).toString(16)}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** How many bytes the UTF-8 sequence at `at` has, or 0 where there is no valid one. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first >= 0xc2 && first <= 0xdf ? 2 : first >> 4 === 0xe ? 3 : first >> 3 === 0x1e ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    decoder.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
