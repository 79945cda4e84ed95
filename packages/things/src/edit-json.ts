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
  const page: Page = { text, indent: style.indent, edits: [] };
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
  edits: Edit[];
}

function editValue(page: Page, node: Node, has: unknown, wanted: unknown): void {
  if (isSame(has, wanted)) return;
  const children = node.children ?? [];
  if (isRecord(has) && isRecord(wanted) && Object.keys(wanted).some((key) => Object.hasOwn(has, key))) {
    editObject(page, children, has, wanted);
  } else if (Array.isArray(has) && Array.isArray(wanted) && has.length === wanted.length) {
    for (const [at, child] of children.entries()) editValue(page, child, has[at], wanted[at]);
  } else {
    const old = page.text.slice(node.offset, endOf(node));
    const text = old.includes('\n') || !/^[[{]/.test(old) ? indented(page, wanted, node.offset) : inLine(wanted);
    page.edits.push({ from: node.offset, to: endOf(node), text });
  }
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
  const isBelow = page.text.slice(0, last.offset).trimEnd().length <= page.text.lastIndexOf('\n', last.offset - 1);
  const lead = isBelow ? `\n${lineIndent(page, last.offset)}` : ' ';
  const added = Object.entries(wanted)
    .filter(([key]) => !Object.hasOwn(has, key))
    .map(([key, value]) => {
      const text = isBelow ? indented(page, value, last.offset) : inLine(value);
      return `,${lead}${JSON.stringify(key)}: ${text}`;
    });
  if (added.length > 0) page.edits.push({ from: endOf(last), to: endOf(last), text: added.join('') });
}

const endOf = ({ offset, length }: Node) => offset + length;
const keyOf = ({ children }: Node) => String(children?.[0]?.value ?? '');

function lineIndent({ text }: Page, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';
}

const indented = (page: Page, value: unknown, at: number) =>
  JSON.stringify(value, null, page.indent).replaceAll('\n', `\n${lineIndent(page, at)}`);

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const properties = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${inLine(inner)}`);
  return properties.length === 0 ? '{}' : `{ ${properties.join(', ')} }`;
}

/** How the file is written: by its first indented line. */
function styleOf(text: string): { indent: string; eol: string } {
  return { indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ', eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
