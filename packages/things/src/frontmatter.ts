/** A document with frontmatter, in its parts: put together again they are the text. */
export interface Parts {
  /** `---` for YAML, `+++` for TOML. */
  language: 'yaml' | 'toml';
  /** The line above the frontmatter, and the one below it; null where it is not closed. */
  opening: string;
  closing: string | null;
  frontmatter: string;
  /** Null where the frontmatter is not closed. */
  content: string | null;
  /** The line of the file that the body begins at. */
  contentLine: number;
}

/** Null for a document without frontmatter. */
export function splitFrontmatter(text: string): Parts | null {
  const [opening, mark] = /^(---|\+\+\+)[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (opening === undefined) return null;
  const language = mark === '---' ? 'yaml' : 'toml';
  // At the start of a line, so no value of YAML can be taken for it: inside of a block scalar it would be indented.
  const closing = language === 'yaml' ? /^---[ \t]*(?:\r?\n|$)/m : /^\+\+\+[ \t]*(?:\r?\n|$)/m;
  const rest = text.slice(opening.length);
  const end = closing.exec(rest);
  // A line of pluses may be anything, where none follows it.
  if (!end && language === 'toml') return null;
  if (!end) return { language, opening, closing: null, frontmatter: rest, content: null, contentLine: 1 };
  const before = opening.length + end.index + end[0].length;
  return {
    language,
    opening,
    closing: end[0],
    frontmatter: rest.slice(0, end.index),
    content: text.slice(before),
    contentLine: linesIn(text, before) + 1,
  };
}

function linesIn(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
