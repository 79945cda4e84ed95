/** A document with frontmatter, in its parts. */
export interface Parts {
  frontmatter: string;
  /** Null where the frontmatter is not closed. */
  content: string | null;
  /** The line of the file that the body begins at. */
  contentLine: number;
}

/** Null for a document without frontmatter. */
export function splitFrontmatter(text: string): Parts | null {
  const opening = /^---[ \t]*(?:\r?\n|$)/.exec(text)?.[0];
  if (opening === undefined) return null;
  // At the start of a line, so no value can be taken for it: inside of a block scalar it would be indented.
  const closing = /^---[ \t]*(?:\r?\n|$)/m;
  const rest = text.slice(opening.length);
  const end = closing.exec(rest);
  if (!end) return { frontmatter: rest, content: null, contentLine: 1 };
  const before = opening.length + end.index + end[0].length;
  return { frontmatter: rest.slice(0, end.index), content: text.slice(before), contentLine: linesIn(text, before) + 1 };
}

function linesIn(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
