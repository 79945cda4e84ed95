import { type Node, parseTree } from 'jsonc-parser';
import { isRecord, isSame, plain } from './value.ts';

interface Edit {
  from: number;
  to: number;
  text: string;
}

/**
 * Make the keys of a JSON text those of `next`. What is equal keeps its place and its spaces; new keys come last.
 *
 * Rejected: `modify` of jsonc-parser, which formats the value before a new one anew.
 */
export function editJson(text: string, next: Record<string, unknown>): string {
  const wanted = plain(next);
  const style = styleOf(text);
  const anew = `${JSON.stringify(wanted, null, style.indent)}\n`.replaceAll('\n', style.eol);
  if (text.trim() === '') return anew;
  const tree = parseTree(text);
  const has: unknown = JSON.parse(text);
  if (tree?.type !== 'object' || !isRecord(has)) return anew;
  const space = /[:,]\s/.test(text) ? ' ' : '';
  const page: Page = { text, indent: style.indent, comma: `,${space}`, colon: `:${space}`, edits: [] };
  editValue(page, tree, has, wanted);
  const edited = page.edits
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce(
      (whole, edit) => whole.slice(0, edit.from) + edit.text.replaceAll('\n', style.eol) + whole.slice(edit.to),
      text,
    );
  try {
    if (isSame(JSON.parse(edited), wanted)) return edited;
  } catch {
    // Edits that met, as may be where a key is there twice: written anew below.
  }
  return anew;
}

interface Page {
  text: string;
  indent: string;
  /** As they stand in a line of values: with a space behind, or in a text that has none, without. */
  comma: string;
  colon: string;
  edits: Edit[];
}

function editValue(page: Page, node: Node, has: unknown, wanted: unknown): void {
  if (isSame(has, wanted)) return;
  const children = node.children ?? [];
  if (isRecord(has) && isRecord(wanted) && Object.keys(wanted).some((key) => Object.hasOwn(has, key))) {
    editObject(page, children, has, wanted);
  } else if (Array.isArray(has) && Array.isArray(wanted) && has.length > 0 && wanted.length > 0) {
    editArray(page, children, has, wanted);
  } else {
    const old = page.text.slice(node.offset, endOf(node));
    const text = old.includes('\n') || !/^[[{]/.test(old) ? indented(page, wanted, node.offset) : inLine(page, wanted);
    page.edits.push({ from: node.offset, to: endOf(node), text });
  }
}

/** Items that stay at the beginning and at the end are left alone; new ones are set off as those are. */
function editArray(page: Page, items: Node[], has: unknown[], wanted: unknown[]): void {
  let head = 0;
  while (head < has.length && head < wanted.length && isSame(has[head], wanted[head])) head += 1;
  let tail = 0;
  while (tail < Math.min(has.length, wanted.length) - head && isSame(has.at(-1 - tail), wanted.at(-1 - tail)))
    tail += 1;
  const [first, last] = [items[0], items.at(-1)];
  if (!first || !last) return;
  const between = has.length - tail;
  if (has.length === wanted.length) {
    for (const [at, item] of items.slice(0, between).entries()) editValue(page, item, has[at], wanted[at]);
    return;
  }
  const gap = gapOf(page, first, items[1]);
  const like = page.text.slice(first.offset, endOf(first));
  const isLong = startsLine(page, first.offset) && (!/^[[{]/.test(like) || like.includes('\n'));
  const texts = wanted
    .slice(head, wanted.length - tail)
    .map((value) => (isLong ? indented(page, value, first.offset) : inLine(page, value)));
  const before = items[head - 1];
  const after = items[between];
  if (before) {
    const to = Math.max(endOf(before), endOf(items[between - 1] ?? before));
    page.edits.push({ from: endOf(before), to, text: texts.map((text) => gap + text).join('') });
  } else if (after) {
    page.edits.push({ from: first.offset, to: after.offset, text: texts.map((text) => text + gap).join('') });
  } else page.edits.push({ from: first.offset, to: endOf(last), text: texts.join(gap) });
}

/** What stands between two items; where there is one, what would. */
function gapOf(page: Page, first: Node, second: Node | undefined): string {
  if (second) return page.text.slice(endOf(first), second.offset).replaceAll('\r\n', '\n');
  return startsLine(page, first.offset) ? `,\n${lineIndent(page, first.offset)}` : page.comma;
}

/** Its properties, of which some stay. */
function editObject(page: Page, properties: Node[], has: Record<string, unknown>, wanted: Record<string, unknown>) {
  const kept = properties.filter((property) => Object.hasOwn(wanted, keyOf(property)));
  let last: Node | undefined;
  for (const [at, property] of properties.entries()) {
    const value = property.children?.[1];
    const key = keyOf(property);
    if (value && kept.includes(property)) {
      editValue(page, value, has[key], wanted[key]);
      last = property;
      continue;
    }
    // With the comma after it, or before it where all that follows goes too.
    const next = properties[at + 1];
    const isTail = properties.slice(at).every((each) => !kept.includes(each));
    const before = properties[at - 1];
    if (isTail && before) page.edits.push({ from: endOf(before), to: endOf(property), text: '' });
    else page.edits.push({ from: property.offset, to: next?.offset ?? endOf(property), text: '' });
  }
  if (!last) return;
  const isBelow = startsLine(page, last.offset);
  const lead = isBelow ? `,\n${lineIndent(page, last.offset)}` : page.comma;
  const added = Object.entries(wanted)
    .filter(([key]) => !Object.hasOwn(has, key))
    .map(([key, value]) => {
      const text = isBelow ? indented(page, value, last.offset) : inLine(page, value);
      return `${lead}${JSON.stringify(key)}${page.colon}${text}`;
    });
  if (added.length > 0) page.edits.push({ from: endOf(last), to: endOf(last), text: added.join('') });
}

const endOf = ({ offset, length }: Node) => offset + length;
const keyOf = ({ children }: Node) => String(children?.[0]?.value ?? '');

/** Whether nothing but space stands before it in its line. */
function startsLine({ text }: Page, at: number): boolean {
  const newline = text.lastIndexOf('\n', at - 1);
  return newline >= 0 && text.slice(newline, at).trim() === '';
}

function lineIndent({ text }: Page, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';
}

const indented = (page: Page, value: unknown, at: number) =>
  JSON.stringify(value, null, page.indent).replaceAll('\n', `\n${lineIndent(page, at)}`);

function inLine(page: Page, value: unknown): string {
  const { comma, colon } = page;
  if (Array.isArray(value)) return `[${value.map((item) => inLine(page, item)).join(comma)}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const properties = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}${colon}${inLine(page, inner)}`,
  );
  if (properties.length === 0) return '{}';
  return comma === ',' ? `{${properties.join(comma)}}` : `{ ${properties.join(comma)} }`;
}

/** How the file is written: by its first indented line. */
function styleOf(text: string): { indent: string; eol: string } {
  return { indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ', eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
