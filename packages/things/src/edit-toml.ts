import { parse, TomlDate } from 'smol-toml';
import { readToml } from './read-toml.ts';
import { isRecord, isSame, plain } from './value.ts';

/** `key = value`, where it stands. */
interface Entry {
  /** From the top, the table's own name included. */
  path: string[];
  table: string[];
  start: number;
  /** After its last newline. */
  end: number;
  valueStart: number;
  valueEnd: number;
  value: unknown;
}

interface Page {
  text: string;
  entries: Entry[];
  /** Where the line of each `[table]` ends; of the top, 0. */
  tables: { path: string[]; end: number }[];
  edits: { from: number; to: number; text: string }[];
}

/** The text can't be edited at this place. */
class NotHere extends Error {}

/** A value of more lines than this is not looked for its end. */
const MOST_LINES = 300;
const NAME = `(?:[A-Za-z0-9_-]+|"(?:[^"\\\\\\n]|\\\\.)*"|'[^'\\n]*')`;
const KEY = new RegExp(`^[ \\t]*(${NAME}(?:[ \\t]*\\.[ \\t]*${NAME})*)[ \\t]*=[ \\t]*`);
const ONE_NAME = new RegExp(NAME, 'g');

/**
 * Make the keys of a TOML text those of `next`, value by value: the rest of it stays byte for byte. Null where it can't be
 * done so: TOML has no null, and tables in lists (`[[…]]`) are not rewritten.
 */
export function editToml(text: string, next: Record<string, unknown>): string | null {
  const wanted = plain(next);
  const has = readToml(text);
  if ('fault' in has) return null;
  const before = plain(has.data);
  if (isSame(before, wanted)) return text;
  try {
    const page = pageOf(text);
    editTable(page, [], before, wanted);
    const edited = page.edits
      .sort((a, b) => b.from - a.from || b.to - a.to)
      .reduce((whole, { from, to, text: insert }) => whole.slice(0, from) + insert + whole.slice(to), text);
    const after = readToml(edited);
    return 'data' in after && isSame(plain(after.data), wanted) ? edited : null;
  } catch (error) {
    if (error instanceof NotHere) return null;
    throw error;
  }
}

function editTable(page: Page, path: string[], has: Record<string, unknown>, wanted: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(has)) {
    const here = [...path, key];
    const next = wanted[key];
    const entry = page.entries.find((one) => isSame(one.path, here));
    if (!Object.hasOwn(wanted, key)) {
      if (!entry) throw new NotHere();
      page.edits.push({ from: commentsAbove(page.text, entry.start), to: entry.end, text: '' });
    } else if (!isSame(value, next)) {
      if (entry) {
        const old = page.text.slice(entry.valueStart, entry.valueEnd);
        page.edits.push({ from: entry.valueStart, to: entry.valueEnd, text: valueText(next, old, entry.value) });
      } else if (isRecord(value) && isRecord(next)) editTable(page, here, value, next);
      else throw new NotHere();
    }
  }
  const added = Object.entries(wanted).filter(([key]) => !Object.hasOwn(has, key));
  if (added.length === 0) return;
  const table = page.tables.find((one) => isSame(one.path, path));
  if (!table) throw new NotHere();
  const at = page.entries.findLast((entry) => isSame(entry.table, path))?.end ?? table.end;
  const eol = page.text.includes('\r\n') ? '\r\n' : '\n';
  const lines = added.map(([key, value]) => `${keyText(key)} = ${valueText(value, '', undefined)}${eol}`).join('');
  const isOpen = at > 0 && page.text[at - 1] !== '\n';
  page.edits.push({ from: at, to: at, text: isOpen ? eol + lines.slice(0, -eol.length) : lines });
}

/** Line by line: what a line says, and how many lines a value goes on for, is asked of the library. */
function pageOf(text: string): Page {
  const page: Page = { text, entries: [], tables: [{ path: [], end: 0 }], edits: [] };
  let table: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    if (/^[ \t]*(?:#|\r?\n|$)/.test(line)) {
      start = end;
    } else if (/^[ \t]*\[/.test(line)) {
      table = chainOf(parsed(line), Number.POSITIVE_INFINITY).path;
      page.tables.push({ path: table, end });
      start = end;
    } else {
      const entry = entryAt(text, start, table);
      page.entries.push(entry);
      start = entry.end;
    }
  }
  return page;
}

function entryAt(text: string, start: number, table: string[]): Entry {
  const [lead, name] = KEY.exec(text.slice(start, lineEnd(text, start))) ?? [];
  if (lead === undefined || name === undefined) throw new NotHere();
  let end = start;
  for (let lines = 0; lines < MOST_LINES && end < text.length; lines += 1) {
    end = lineEnd(text, end);
    const found = tryParsed(text.slice(start, end));
    if (!found) continue;
    const { path, value } = chainOf(found, name.match(ONE_NAME)?.length ?? 1);
    const valueStart = start + lead.length;
    const valueEnd = valueStart + withoutComment(text.slice(valueStart, end)).length;
    return { path: [...table, ...path], table, start, end, valueStart, valueEnd, value };
  }
  throw new NotHere();
}

/** A comment begins at the first `#` before which there is a whole value. */
function withoutComment(value: string): string {
  for (let at = value.indexOf('#'); at >= 0; at = value.indexOf('#', at + 1)) {
    const before = value.slice(0, at).trimEnd();
    if (before !== '' && tryParsed(`k = ${before}`)) return before;
  }
  return value.trimEnd();
}

/** Down a table in which each table has one key, as that of one line has. */
function chainOf(root: Record<string, unknown>, most: number): { path: string[]; value: unknown } {
  const path: string[] = [];
  let value: unknown = root;
  while (path.length < most) {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    const [entry] = isRecord(inner) ? Object.entries(inner) : [];
    if (!entry) break;
    path.push(entry[0]);
    value = entry[1];
  }
  return { path, value };
}

function valueText(value: unknown, old: string, was: unknown): string {
  if (typeof value === 'string') return stringText(value, old, was);
  if (typeof value === 'number') return Number.isInteger(value) && /^[^e]*\./i.test(old) ? `${value}.0` : String(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return listText(value, old);
  if (!isRecord(value)) throw new NotHere();
  const pairs = Object.entries(value).map(([key, inner]) => `${keyText(key)} = ${valueText(inner, '', undefined)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function stringText(value: string, old: string, was: unknown): string {
  const isDate = /^\d{4}-\d\d-\d\d/.test(value) && tryParsed(`k = ${value}`)?.k instanceof TomlDate;
  if (isDate && (old === '' || was instanceof TomlDate)) return value;
  if (old.startsWith("'") && !/['\p{Cc}]/u.test(value)) return `'${value}'`;
  if (!value.includes('\n')) return quoted(value);
  return `"""\n${value
    .split('\n')
    .map((line) => quoted(line).slice(1, -1))
    .join('\n')}"""`;
}

/** As the one before it: in one line or in many, with its quotes, with or without a space after a comma. */
function listText(items: unknown[], old: string): string {
  const first = /^\[\s*(['"])/.exec(old)?.[1] ?? '';
  const texts = items.map((item) =>
    valueText(item, typeof item === 'string' ? first : '', typeof item === 'string' ? '' : undefined),
  );
  const [, indent] = /^\[[ \t]*\r?\n([ \t]*)/.exec(old) ?? [];
  if (indent !== undefined && items.length > 0) {
    const eol = old.includes('\r\n') ? '\r\n' : '\n';
    const comma = /,\s*\]$/.test(old) ? ',' : '';
    return `[${eol}${texts.map((text) => indent + text).join(`,${eol}`)}${comma}${eol}${/[ \t]*\]$/.exec(old)?.[0] ?? ']'}`;
  }
  const [open = '[', space = ' '] = [/^\[[ ]*/.exec(old)?.[0], /,\S/.test(old) && !old.includes(', ') ? '' : ' '];
  return `${items.length === 0 ? '[' : open}${texts.join(`,${space}`)}${items.length === 0 ? '' : open.slice(1)}]`;
}

const quoted = (text: string) => JSON.stringify(text).replaceAll('\u007f', '\\u007F');
const keyText = (key: string) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key));

function tryParsed(text: string): Record<string, unknown> | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function parsed(text: string): Record<string, unknown> {
  const found = tryParsed(text);
  if (!found) throw new NotHere();
  return found;
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The start of the lines of comment that stand right above a line. */
function commentsAbove(text: string, at: number): number {
  let start = at;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^[ \t]*#/.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}
