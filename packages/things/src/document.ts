import { isMap, LineCounter, parseDocument, visit, type Document as YamlDocument } from 'yaml';
import { type Diagnostic, wholeFile } from './diagnostic.ts';
import type { Format } from './format.ts';
import { splitFrontmatter } from './frontmatter.ts';
import { readPlainKeys } from './plain-keys.ts';
import { readToml } from './read-toml.ts';
import { isRecord } from './value.ts';

/** A file as it was read: its keys, and the body of Markdown. `data` is null where it gives none; diagnostics say why. */
export interface Document {
  data: Record<string, unknown> | null;
  content: string | null;
  /** The line of the file that the body begins at. */
  contentLine: number;
  diagnostics: Diagnostic[];
}

/** Deeper data than this is refused: whoever walks it, here, in the database or in a browser, may do so recursively. */
export const MOST_DEPTH = 100;
/** How often aliases may be repeated before a document is taken for a bomb. */
const MOST_ALIASES = 100;

const MORE_DOCUMENTS = 'There are several documents; the first one gives the Thing';
const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\n/;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Read a document. Never throws, and runs nothing: MDX is text, tags of YAML make no objects. What can't be read gives
 * `data: null` with an error at its line.
 */
export function readDocument(format: Format, bytes: Uint8Array): Document {
  let text: string;
  try {
    text = decoder.decode(bytes); // takes a BOM away
  } catch {
    return refused('The file is not UTF-8 text.');
  }
  if (text.includes('\0')) return refused('The file is binary.');
  if (LFS_POINTER.test(text)) {
    return {
      ...EMPTY,
      diagnostics: [wholeFile('warning', 'The content is in Git LFS; git has a pointer to it only.')],
    };
  }
  if (format === 'json') return readJson(text);
  if (format === 'yaml') return { ...EMPTY, ...readYaml(text, 0, 'The file') };
  return readMarkdown(text);
}

function readMarkdown(text: string): Document {
  const parts = splitFrontmatter(text);
  if (parts === null) return { data: {}, content: text, contentLine: 1, diagnostics: [] };
  if (parts.content === null) {
    return {
      ...EMPTY,
      diagnostics: [{ severity: 'error', message: 'The frontmatter is not closed by a line ---.', line: 1, column: 1 }],
    };
  }
  const { language, frontmatter, content, contentLine } = parts;
  const { data, diagnostics } = language === 'toml' ? readTomlKeys(frontmatter) : readYamlKeys(frontmatter);
  return { data, content: data === null ? null : content, contentLine, diagnostics };
}

function readYamlKeys(text: string): Pick<Document, 'data' | 'diagnostics'> {
  const plain = readPlainKeys(text);
  return plain ? { data: plain, diagnostics: [] } : readYaml(text, 1, 'The frontmatter');
}

function readTomlKeys(text: string): Pick<Document, 'data' | 'diagnostics'> {
  const read = readToml(text);
  if ('fault' in read) {
    const { message, line, column } = read.fault;
    return { data: null, diagnostics: [at('error', message, { line, col: column }, 1)] };
  }
  const fault = faultOf(read.data);
  return fault === null
    ? { data: read.data, diagnostics: [] }
    : { data: null, diagnostics: [at('error', fault, { line: 1, col: 1 }, 1)] };
}

/** `lineOffset`: lines of the file above the text. */
function readYaml(text: string, lineOffset: number, subject: string): Pick<Document, 'data' | 'diagnostics'> {
  const lines = new LineCounter();
  const fail = (message: string, offset = 0) => ({
    data: null,
    diagnostics: [at('error', message, lines.linePos(offset), lineOffset)],
  });
  let document: YamlDocument.Parsed | null = null;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      // With `silent` it would keep to itself that there are more documents.
      logLevel: 'error',
    });
    const [error] = document.errors.filter(({ code }) => code !== 'MULTIPLE_DOCS');
    if (error) return fail(sentence(error.message), error.pos[0]);
    const more = document.errors.map(({ pos }) => ({ message: MORE_DOCUMENTS, pos }));
    const warnings = [...document.warnings, ...more].map(({ message, pos }) =>
      at('warning', sentence(message), lines.linePos(pos[0]), lineOffset),
    );
    if (document.contents === null) return { data: {}, diagnostics: warnings };
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    if (value === null || value === undefined) return { data: {}, diagnostics: warnings };
    if (!isMap(document.contents) || !isRecord(value)) return fail(`${subject} has to be keys with values.`);
    const fault = faultOf(value);
    return fault === null ? { data: value, diagnostics: warnings } : fail(fault);
  } catch (error) {
    // An alias that names nothing and a bomb are told by toJS; too deep a nesting ends the stack.
    if (error instanceof RangeError) return fail('The values are nested too deeply.');
    return fail(
      error instanceof Error ? sentence(error.message) : 'The values can’t be read.',
      document ? aliasOf(document) : 0,
    );
  }
}

/** Where the first alias is that names nothing, else the first at all: toJS does not say which one it fails at. */
function aliasOf(document: YamlDocument.Parsed): number {
  const aliases: { offset: number; resolved: boolean }[] = [];
  visit(document, {
    Alias: (_key, node) => {
      if (aliases.length < 1000)
        aliases.push({ offset: node.range?.[0] ?? 0, resolved: node.resolve(document) !== undefined });
    },
  });
  return (aliases.find(({ resolved }) => !resolved) ?? aliases[0])?.offset ?? 0;
}

function readJson(text: string): Document {
  if (text.trim() === '') return { ...EMPTY, data: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError) return refused('The values are nested too deeply.');
    const message = error instanceof Error ? error.message : '';
    // Only where the message has a position; the error has no field for it.
    const position = /at position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
    const place = { line: before.length, col: (before.at(-1)?.length ?? 0) + 1 };
    return {
      ...EMPTY,
      diagnostics: [at('error', sentence(message.replace(/ (?:in JSON )?at position.*$/s, '')), place, 0)],
    };
  }
  if (!isRecord(value))
    return { ...EMPTY, diagnostics: [wholeFile('warning', 'A Thing is an object; this file has none.')] };
  const fault = faultOf(value);
  return fault === null ? { ...EMPTY, data: value } : refused(fault);
}

const EMPTY: Document = { data: null, content: null, contentLine: 1, diagnostics: [] };

const refused = (message: string): Document => ({ ...EMPTY, diagnostics: [wholeFile('error', message)] });

function at(
  severity: Diagnostic['severity'],
  message: string,
  place: { line: number; col: number },
  lineOffset: number,
) {
  return { severity, message, line: Math.max(1, place.line) + lineOffset, column: Math.max(1, place.col) };
}

/** The first line of a library's message, ended as a sentence is. */
function sentence(message: string): string {
  const [line = ''] = message.split('\n');
  return `${line.slice(0, 300).replace(/[.:]$/, '')}.`;
}

/** What makes a value unfit for the database's jsonb, which has neither NUL nor half of a surrogate pair. */
export function faultOf(root: unknown): string | null {
  const waiting: [unknown, number][] = [[root, 1]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, depth] = next;
    if (typeof value === 'string' && !isKept(value)) return 'A value has a character that is no text.';
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MOST_DEPTH) return 'The values are nested too deeply.';
    for (const [key, inner] of Object.entries(value)) {
      if (!isKept(key)) return 'A key has a character that is no text.';
      waiting.push([inner, depth + 1]);
    }
  }
  return null;
}

const isKept = (text: string) => text.isWellFormed() && !text.includes('\0');
