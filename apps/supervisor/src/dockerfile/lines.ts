/** What an instruction says after its name and flags, as one line: without comments, and joined where a line goes on. */
export function joined(raw: string): string {
  return raw
    .split('\n')
    .filter((line, at) => at === 0 || !/^\s*(?:#|$)/.test(line))
    .map((line) => line.replace(/\\[ \t]*\r?$/, ''))
    .join('')
    .trim();
}

/** Words as a shell would tell them apart, with their quotes and backslashes still in them. */
export function wordsOf(text: string): string[] {
  return text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s\\]|\\$)+/gs) ?? [];
}

/** The strings of `["a", "b"]`; null for what is not just that, which is then a shell's line. */
export function jsonStrings(text: string): string[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : null;
  } catch {
    return null;
  }
}

export interface Heredoc {
  name: string;
  content: string;
  /** Its name was quoted: variables in it stay as they are. */
  quoted: boolean;
}

/** A word of its own, as Docker has it: the shift of `$((1<<A))` is none. */
const MARK = /(?<=^|\s)\d*<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_.]*)\2(?=\s|$)/g;

/** The first line, and what belongs to each `<<EOF` of it, in their order. */
export function heredocsOf(raw: string): { first: string; heredocs: Heredoc[] } {
  const [first = '', ...lines] = raw.split('\n');
  let at = 0;
  const heredocs = [...first.matchAll(MARK)].map(([, dash, quote, name = '']) => {
    const content: string[] = [];
    for (; at < lines.length; at += 1) {
      const line = dash ? (lines[at] ?? '').replace(/^\t+/, '') : (lines[at] ?? '');
      if (line === name) break;
      content.push(`${line}\n`);
    }
    at += 1;
    return { name, content: content.join(''), quoted: quote !== '' };
  });
  return { first: first.trim(), heredocs };
}

/** Nothing but a heredoc: `RUN <<EOF`. */
export const isOnlyHeredoc = (first: string): boolean => first.replace(MARK, '').trim() === '';
