import type { Thing } from '@craftastic/contract/things';

/** Where a link in a Thing's body leads. */
export type LinkTarget =
  /** A heading of the same body, by its slug. */
  | { kind: 'heading'; slug: string }
  /** A Thing, here in the explorer. */
  | { kind: 'thing'; id: string }
  /** Another place of the web, in a tab of its own. */
  | { kind: 'web'; url: string }
  /** A file or a Thing that is not there. */
  | { kind: 'nowhere' };

/**
 * `folder` is the binding's, since `$source.path` is in the repository and links are below the folder. The server has
 * said which Things the links lead to, in `links`; this finds the one that `href` was.
 */
export function linkTarget(thing: Pick<Thing, 'ns' | 'links' | '$source'>, folder: string, href: string): LinkTarget {
  if (href.startsWith('#')) return { kind: 'heading', slug: decoded(href.slice(1)) };
  const [target = ''] = href.split(/[?#]/);
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(target);
  const wanted = absolute ? target.replace(/\/+$/, '') : idOfLink(thing, folder, target);
  const link =
    wanted === null ? undefined : thing.links.find((each) => decoded(each.to) === decoded(wanted) && each.exists);
  if (link) return { kind: 'thing', id: link.to };
  return absolute ? { kind: 'web', url: href } : { kind: 'nowhere' };
}

/** The id that a relative link means: path below the folder, without extension and without `index`. */
function idOfLink(thing: Pick<Thing, 'ns' | '$source'>, folder: string, target: string): string | null {
  const path = folder === '' ? thing.$source.path : thing.$source.path.slice(folder.length + 1);
  const parts = target.startsWith('/') ? [] : path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  const name = parts.pop();
  if (name !== undefined) {
    const dot = name.lastIndexOf('.');
    const stem = dot > 0 ? name.slice(0, dot) : name;
    if (stem !== 'index') parts.push(stem);
  }
  return [thing.ns, ...parts].join('/').normalize('NFC');
}

/** As GitHub makes the anchors of headings. */
export const slugOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
