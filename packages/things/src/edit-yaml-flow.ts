import { Document, isMap, isNode, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { isRecord, isSame } from './value.ts';
import { NotHere, type Page } from './yaml-page.ts';

/** From where to where something stands in the text. */
interface Extent {
  from: number;
  to: number;
}

/**
 * A list in one pair of brackets, `[a, b]`. Items that stay at the beginning and at the end are left as they are written, and
 * new ones are set off as those are.
 */
export function editFlowSeq(page: Page, seq: YAMLSeq, has: unknown, wanted: unknown[]): void {
  const extents = seq.items.map((item) => extentOf(isNode(item) ? item : null));
  if (!Array.isArray(has) || has.length !== extents.length || has.length === 0) throw new NotHere();
  let head = 0;
  while (head < has.length && head < wanted.length && isSame(has[head], wanted[head])) head += 1;
  let tail = 0;
  while (tail < Math.min(has.length, wanted.length) - head && isSame(has.at(-1 - tail), wanted.at(-1 - tail)))
    tail += 1;
  const between = has.length - tail;
  if (has.length === wanted.length) {
    for (let at = head; at < between; at += 1) editFlow(page, seq.items[at] as Node, has[at], wanted[at]);
    return;
  }
  const gap = gapOf(page, extents);
  const like = (seq.items[0] ?? null) as Node | null;
  const texts = wanted.slice(head, wanted.length - tail).map((value) => flowText(value, like));
  const startOf = (at: number) => extents[at]?.from ?? 0;
  const endOf = (at: number) => extents[at]?.to ?? 0;
  if (head > 0) {
    const from = endOf(head - 1);
    page.edits.push({ from, to: Math.max(from, endOf(between - 1)), text: texts.map((text) => gap + text).join('') });
  } else if (tail > 0) {
    page.edits.push({ from: startOf(0), to: startOf(between), text: texts.map((text) => text + gap).join('') });
  } else page.edits.push({ from: startOf(0), to: endOf(has.length - 1), text: texts.join(gap) });
}

/** An object in one pair of braces, `{ a: 1 }`. */
export function editFlowMap(page: Page, map: YAMLMap, has: unknown, wanted: Record<string, unknown>): void {
  if (!isRecord(has)) throw new NotHere();
  const pairs = map.items.map(({ key, value }) => {
    if (!isScalar(key)) throw new NotHere();
    const { from, to } = extentOf(key);
    const node = isNode(value) ? value : null;
    return { key: String(key.value), node, from, to: node?.range?.[1] ?? to };
  });
  const kept = pairs.filter(({ key }) => Object.hasOwn(wanted, key));
  const [first] = kept;
  const last = pairs.at(-1);
  if (!first || !last) throw new NotHere();
  for (const [at, { key, node, from, to }] of pairs.entries()) {
    const before = pairs[at - 1];
    if (Object.hasOwn(wanted, key)) {
      if (isSame(has[key], wanted[key])) continue;
      if (node === null) throw new NotHere();
      editFlow(page, node, has[key], wanted[key]);
    } else if (from < first.from) page.edits.push({ from, to: pairs[at + 1]?.from ?? to, text: '' });
    else page.edits.push({ from: before?.to ?? from, to, text: '' });
  }
  const gap = gapOf(page, pairs);
  const texts = Object.entries(wanted)
    .filter(([key]) => !Object.hasOwn(has, key))
    .map(([key, value]) => gap + flowText({ [key]: value }, null).slice(1, -1));
  if (texts.length > 0) page.edits.push({ from: last.to, to: last.to, text: texts.join('') });
}

function editFlow(page: Page, node: Node, has: unknown, wanted: unknown): void {
  if (isSame(has, wanted)) return;
  const before = page.edits.length;
  try {
    if (isMap(node) && isRecord(wanted)) {
      editFlowMap(page, node, has, wanted);
      return;
    }
    if (isSeq(node) && Array.isArray(wanted)) {
      editFlowSeq(page, node, has, wanted);
      return;
    }
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    page.edits.length = before;
  }
  page.edits.push({ ...extentOf(node), text: flowText(wanted, node) });
}

/** A value as it is written between brackets; a text in the quotes of `like`. */
export function flowText(value: unknown, like: Node | null, padded = false): string {
  const node = new Document().createNode([value], { flow: true, aliasDuplicateObjects: false });
  const [item] = node.items;
  const quotes = isScalar(like) && /^QUOTE/.test(like.type ?? '') ? like.type : undefined;
  if (isScalar(item) && typeof value === 'string' && quotes) item.type = quotes as Scalar.Type;
  const document = new Document(node);
  const options = { lineWidth: 0, compat: 'yaml-1.1', flowCollectionPadding: padded } as const;
  return document
    .toString(options)
    .replace(/\n$/, '')
    .slice(padded ? 2 : 1, padded ? -2 : -1);
}

/** What stands between two items: a comma, and spaces or a new line. */
function gapOf({ text }: Page, [one, other]: readonly Extent[]): string {
  const gap = one && other ? text.slice(one.to, other.from) : '';
  return /^\s*,\s*$/.test(gap) ? gap.replaceAll('\r\n', '\n') : ', ';
}

function extentOf(node: Node | null): Extent {
  const range = node?.range;
  // An anchor or a tag stands before the range.
  if (!range || node?.tag?.startsWith('!') || (node && 'anchor' in node && node.anchor)) throw new NotHere();
  return { from: range[0], to: range[1] };
}
