import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { editFlowMap, editFlowSeq, flowText } from './edit-yaml-flow.ts';
import { isRecord, isSame, plain } from './value.ts';
import { NotHere, type Page } from './yaml-page.ts';

/**
 * Make the keys of a YAML text those of `next`. Only what differs is written: the rest of the text, its comments, its
 * order, its quotes and its spaces, stays byte for byte. New keys come last. Null where the text can't say it so, as where
 * an anchor gives one value to two keys and only one of them is to change.
 *
 * Rejected: the library's own `toString()` for every edit. It keeps comments, but aligns, folds and indents anew.
 */
export function editYaml(text: string, next: Record<string, unknown>): string | null {
  const wanted = plain(next);
  return inPlace(text, wanted) ?? byLibrary(text, wanted);
}

function inPlace(text: string, wanted: Record<string, unknown>): string | null {
  const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false, logLevel: 'silent' });
  const page: Page = { text, edits: [] };
  try {
    if (document.contents === null) {
      if (Object.keys(wanted).length > 0) append(page, text.length, stringified(wanted, 0));
    } else if (isMap(document.contents)) {
      editMap(page, document.contents, plain(document.toJS()), wanted);
    } else return null;
  } catch (error) {
    if (error instanceof NotHere) return null;
    throw error;
  }
  return ifSays(applied(page), wanted);
}

/** The whole text by the library: comments and order stay, spaces may not. */
function byLibrary(text: string, wanted: Record<string, unknown>): string | null {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    const has: unknown = plain(document.toJS());
    // It would write the first of several documents alone.
    if (!isRecord(has) || document.errors.length > 0) return null;
    for (const key of Object.keys(has)) if (!Object.hasOwn(wanted, key)) document.delete(key);
    for (const [key, value] of Object.entries(wanted)) {
      if (!isSame(has[key], value)) document.set(key, value);
    }
    const written = document.toString({ lineWidth: 0 });
    return ifSays(text.includes('\r\n') ? written.replace(/\r?\n/g, '\r\n') : written, wanted);
  } catch {
    // An alias whose anchor went with the edit.
    return null;
  }
}

/** The proof of an edit: what was written gives what was asked for. */
function ifSays(text: string, wanted: Record<string, unknown>): string | null {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    if (document.errors.length > 0) return null;
    return isSame(plain(document.toJS() ?? {}), wanted) ? text : null;
  } catch {
    return null;
  }
}

function applied({ text, edits }: Page): string {
  // From the end, so that the places before stay where they are. At one place, what is taken away goes first.
  const ordered = edits.sort((a, b) => b.from - a.from || b.to - a.to);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return ordered.reduce(
    (whole, { from, to, text: insert }) => whole.slice(0, from) + insert.replaceAll('\n', eol) + whole.slice(to),
    text,
  );
}

function editMap(page: Page, map: YAMLMap, has: unknown, wanted: Record<string, unknown>): void {
  if (map.flow) {
    editFlowMap(page, map, has, wanted);
    return;
  }
  if (!isRecord(has)) throw new NotHere();
  const pairs = map.items.map((pair) => ({ pair, key: keyOf(pair) }));
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!first || !last) throw new NotHere();
  for (const [at, { pair, key }] of pairs.entries()) {
    if (Object.hasOwn(wanted, key) && isSame(has[key], wanted[key])) continue;
    const { start, colon, end } = extentOf(page, pair);
    if (!Object.hasOwn(wanted, key)) {
      if (lineStart(page, start) !== start - indentOf(page, start)) throw new NotHere();
      // What stands above the first key may be of the file, and not of the key.
      page.edits.push({ from: at === 0 ? lineStart(page, start) : commentsAbove(page, start), to: end, text: '' });
    } else {
      editValue(page, pair.value as Node | null, has[key], wanted[key], {
        after: colon,
        indent: indentOf(page, start),
      });
    }
  }
  const added = Object.entries(wanted).filter(([key]) => !Object.hasOwn(has, key));
  if (added.length === 0) return;
  const indent = indentOf(page, extentOf(page, first.pair).start);
  append(page, extentOf(page, last.pair).end, stringified(Object.fromEntries(added), indent));
}

interface Place {
  /** Where the `:` or `-` before the value ends. */
  after: number;
  /** The column of the key, or of the dash. */
  indent: number;
}

function editValue(page: Page, node: Node | null, has: unknown, wanted: unknown, place: Place): void {
  const before = page.edits.length;
  try {
    if (isMap(node) && isRecord(wanted) && Object.keys(wanted).length > 0) {
      editMap(page, node, has, wanted);
      return;
    }
    if (isSeq(node) && Array.isArray(wanted) && wanted.length > 0) {
      editSeq(page, node, has, wanted);
      return;
    }
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    page.edits.length = before;
  }
  replaceValue(page, node, wanted, place);
}

/** Items that stay at the beginning and at the end are left alone; those between are written. */
function editSeq(page: Page, seq: YAMLSeq, has: unknown, wanted: unknown[]): void {
  if (seq.flow) {
    editFlowSeq(page, seq, has, wanted);
    return;
  }
  const tokens = seq.srcToken?.type === 'block-seq' ? seq.srcToken.items : null;
  if (!Array.isArray(has) || tokens === null || tokens.length < seq.items.length) throw new NotHere();
  const dashes = seq.items.map((_, at) => {
    const dash = tokens[at]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
    if (dash === undefined || lineStart(page, dash) !== dash - indentOf(page, dash)) throw new NotHere();
    return dash;
  });
  let head = 0;
  while (head < has.length && head < wanted.length && isSame(has[head], wanted[head])) head += 1;
  let tail = 0;
  while (tail < Math.min(has.length, wanted.length) - head && isSame(has.at(-1 - tail), wanted.at(-1 - tail)))
    tail += 1;
  const indent = indentOf(page, dashes[0] ?? 0);
  const between = has.length - tail;
  if (has.length === wanted.length) {
    for (let at = head; at < between; at += 1) {
      editValue(page, seq.items[at] as Node | null, has[at], wanted[at], { after: (dashes[at] ?? 0) + 1, indent });
    }
    return;
  }
  const startOf = (at: number) => commentsAbove(page, dashes[at] ?? 0);
  const end = lastLineEnd(page, seq.range?.[1] ?? 0);
  const added = wanted.slice(head, wanted.length - tail);
  const text = added.length > 0 ? stringified(added, indent) : '';
  if (head < between) page.edits.push({ from: startOf(head), to: between < has.length ? startOf(between) : end, text });
  else if (head < has.length) page.edits.push({ from: startOf(head), to: startOf(head), text });
  else append(page, end, text);
}

function replaceValue(page: Page, node: Node | null, wanted: unknown, { after, indent }: Place): void {
  const { text } = page;
  const [start, end] = node?.range ?? [after, after];
  const isFlow = ((isMap(node) && isRecord(wanted)) || (isSeq(node) && Array.isArray(wanted))) && node.flow;
  // `k:` and what follows it: a scalar in its line, or lines below it.
  const said = isFlow
    ? ` ${flowText(wanted, null, /^[[{]\s/.test(text.slice(start)))}`
    : stringified({ k: inStyleOf(node, wanted) }, indent)
        .trimStart()
        .slice(2);
  const [first = '', ...lines] = said.replace(/\n$/, '').split('\n');
  const rest = lines.map((line) => `${line}\n`).join('');
  const keyLineEnd = endOfLine(page, after);
  const isBelow = end > keyLineEnd || (end === keyLineEnd && text[end - 1] === '\n' && end > start);
  const onKeyLine = text.slice(after, isBelow ? keyLineEnd : endOfLine(page, end));
  if (!isBelow) {
    const space = end > start ? /^[ \t]+(?=\S)/.exec(text.slice(after, end))?.[0] : undefined;
    page.edits.push({ from: after, to: Math.max(after, end), text: space ? first.replace(/^ (?=.)/, space) : first });
    if (rest !== '') append(page, endOfLine(page, end), rest);
    return;
  }
  // The comment of the key's own line is of the key.
  const comment = isScalar(node) && !isBlock(node.type ?? '') ? null : /[ \t]+#[^\r\n]*/.exec(onKeyLine)?.[0];
  page.edits.push({ from: after, to: lastLineEnd(page, end), text: `${first}${comment ?? ''}\n${rest}` });
}

/** A text to be written in the quotes of the one before it. */
function inStyleOf(node: Node | null, wanted: unknown): unknown {
  if (!isScalar(node) || !node.type || typeof wanted !== 'string') return wanted;
  const scalar = new Scalar(wanted);
  const fits = wanted.includes('\n') ? node.type !== 'PLAIN' : !isBlock(node.type);
  if (fits) scalar.type = node.type;
  return scalar;
}

const isBlock = (type: string) => type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';

/** Where a key begins, its colon ends, and its last line ends. */
function extentOf(page: Page, { key, value }: Pair): { start: number; colon: number; end: number } {
  const range = (key as Node | null)?.range;
  if (!range) throw new NotHere();
  const between = /^[ \t]*:/.exec(page.text.slice(range[1]))?.[0];
  if (between === undefined) throw new NotHere();
  const colon = range[1] + between.length;
  const valueEnd = (value as Node | null)?.range?.[1] ?? colon;
  const isClosed = page.text[valueEnd - 1] === '\n' && valueEnd > colon;
  return { start: range[0], colon, end: isClosed ? valueEnd : endOfLine(page, Math.max(colon, valueEnd)) };
}

function keyOf({ key }: Pair): string {
  if (!isScalar(key)) throw new NotHere();
  return String(key.value);
}

const lineStart = ({ text }: Page, at: number) => text.lastIndexOf('\n', at - 1) + 1;

/** Where the line ends that a value ends in: the range of a block goes beyond its newline. */
function lastLineEnd(page: Page, end: number): number {
  return page.text[end - 1] === '\n' ? end : endOfLine(page, end);
}

/** After the newline, or at the end of the text. */
function endOfLine({ text }: Page, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

const indentOf = (page: Page, at: number) => {
  const start = lineStart(page, at);
  return /^ */.exec(page.text.slice(start, at))?.[0].length ?? 0;
};

/** The start of the lines of comment that stand right above a line. */
function commentsAbove(page: Page, at: number): number {
  let start = lineStart(page, at);
  while (start > 0) {
    const above = lineStart(page, start - 1);
    if (!/^[ \t]*#/.test(page.text.slice(above, start))) break;
    start = above;
  }
  return start;
}

/** Whole lines at `at`. A text without a last newline stays without. */
function append(page: Page, at: number, lines: string): void {
  const isOpen = at > 0 && page.text[at - 1] !== '\n';
  page.edits.push({ from: at, to: at, text: isOpen ? `\n${lines.replace(/\n$/, '')}` : lines });
}

/**
 * A value as lines, indented. Words that YAML 1.1 takes for booleans are quoted, since others read these files too; dates
 * are not: written plain is how people have them.
 */
function stringified(value: unknown, indent: number): string {
  const text = stringify(value, {
    lineWidth: 0,
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
  }).replace(/^([^\n#]*[:-] )"(\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)"$/gm, '$1$2');
  const pad = ' '.repeat(indent);
  return text.replace(/^(?=[^\n])/gm, pad);
}
