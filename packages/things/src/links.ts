import { idOfClaim, idOfPath, isLongerThan, MOST_ID_BYTES } from './identity.ts';
import { isRecord } from './value.ts';

/** What a Thing says of another: the key of its data, or `links` for a link in its body. */
export interface Relation {
  predicate: string;
  target: string;
}

/** More relations than this are not kept. */
const MOST_RELATIONS = 1000;
const CODE = /^( {0,3})(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*?\n)?\1\2[^\n]*$|`[^`\n]+`/gm;
// Bounded, so that a line of brackets alone can't take quadratic time.
const LINK =
  /(?<!!)\[[^\][\n]{0,500}\]\(\s{0,10}(?:<([^<>\n]{1,1000})>|([^\s()<>]{1,1000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?))/g;

/** Relations of a Thing: every key whose value is `{$id}` or a list of such, `$parent` as text too, and the body's links. */
export function relationsOf(
  ns: string,
  path: string,
  data: Record<string, unknown>,
  content: string | null,
): Relation[] {
  const found = new Map<string, Relation>();
  const add = (predicate: string, target: string | null) => {
    if (target === null || found.size >= MOST_RELATIONS || isLongerThan(target, MOST_ID_BYTES)) return;
    found.set(`${predicate} ${target}`, { predicate, target });
  };
  for (const [key, value] of Object.entries(data)) {
    if (isLongerThan(key, 200)) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isRecord(one) && typeof one.$id === 'string') add(key, idOfClaim(ns, one.$id));
      else if (key === '$parent' && typeof one === 'string') add(key, idOfClaim(ns, one));
    }
  }
  // The same link twice is one.
  for (const target of linksIn(content ?? '')) add('links', linkTarget(ns, path, target));
  return [...found.values()];
}

function linksIn(content: string): Set<string> {
  if (!content.includes('](')) return new Set();
  const text = /[`~]/.test(content) ? content.replace(CODE, '') : content;
  return new Set(Array.from(text.matchAll(LINK), ([, inBrackets, target = '']) => inBrackets ?? target));
}

/** A link to a file is one to the Thing that the file gives; other schemes than the web's are no relations. */
export function linkTarget(ns: string, path: string, link: string): string | null {
  const [target = ''] = link.split(/[?#]/);
  if (target === '') return null;
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return /^https?:/i.test(target) ? idOfClaim(ns, target) : null;
  const parts = target.startsWith('/') ? [] : path.split('/').slice(0, -1);
  for (const part of unescaped(target).split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? ns : idOfPath(ns, parts.join('/'));
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
