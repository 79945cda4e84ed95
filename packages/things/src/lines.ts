import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { formatOf } from './format.ts';
import { splitFrontmatter } from './frontmatter.ts';

export interface Lines {
  /** The first line of the body; null for a file that is data alone. */
  content: number | null;
  /** Of the keys at the top, those that could be found. */
  fields: Record<string, number>;
}

/** At which lines of a file a Thing's parts are written, from 1. What is broken is read as far as it goes. Never throws. */
export function linesOf(path: string, text: string): Lines {
  const format = formatOf(path);
  if (format === null) return { content: null, fields: {} };
  // JSON is YAML.
  if (format === 'yaml' || format === 'json') return { content: null, fields: keysOf(text, 0) };
  const parts = splitFrontmatter(text);
  return parts === null
    ? { content: 1, fields: {} }
    : {
        content: parts.contentLine,
        fields: parts.language === 'toml' ? tomlKeysOf(parts.frontmatter, 1) : keysOf(parts.frontmatter, 1),
      };
}

/** Keys and tables of the top, by how their lines begin. */
function tomlKeysOf(text: string, above: number): Record<string, number> {
  const fields: Record<string, number> = {};
  let inTable = false;
  for (const [at, line] of text.split('\n').entries()) {
    const [, table] = /^\s*\[{1,2}\s*"?([^\]."]+)/.exec(line) ?? [];
    const [, key] = /^\s*"?([^"'=.#]+?)"?\s*[.=]/.exec(line) ?? [];
    const name = (table ?? (inTable ? undefined : key))?.trim();
    inTable ||= table !== undefined;
    if (name !== undefined && !Object.hasOwn(fields, name)) fields[name] = at + 1 + above;
  }
  return fields;
}

/** `above`: lines of the file before the text. */
function keysOf(text: string, above: number): Record<string, number> {
  const lines = new LineCounter();
  try {
    const { contents } = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
    if (!isMap(contents)) return {};
    return Object.fromEntries(
      contents.items.flatMap(({ key }) =>
        isScalar(key) && typeof key.value === 'string' && key.range
          ? [[key.value, lines.linePos(key.range[0]).line + above]]
          : [],
      ),
    );
  } catch {
    return {};
  }
}
