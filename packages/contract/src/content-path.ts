/**
 * Addresses of Things on a content host: `/ns/docs.do/guide/start` is `https://docs.do/guide/start`. After an `@` a commit,
 * a time, a version (`v123`) or how many versions back (`~1`).
 */
const PREFIX = '/ns/';
const SUFFIX = /^(?:[0-9a-f]{7,64}|\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)|v\d{1,18}|~\d{1,4})$/;

export interface ContentAddress {
  /** In the order to try them: how a browser writes an id says not whether it has an escape of its own. */
  ids: string[];
  at: string | null;
}

/** The path of a Thing; null for an id that is no address of the web. */
export function contentPath(id: string): string | null {
  const [, rest] = /^https?:\/\/(.+)$/s.exec(id) ?? [];
  if (rest === undefined) return null;
  return PREFIX + rest.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
}

/** A path as it was at a commit or a time: `/ns/docs.do/guide@4f2a9c1`, and `/?at=4f2a9c1` for all there is. */
export function pathAt(path: string, at: string | null): string {
  if (at === null) return path;
  const suffix = encodeURIComponent(at).replaceAll('%3A', ':');
  if (path === '/') return `/?at=${suffix}`;
  const [, before = path, after = ''] = /^([^?#]*)(.*)$/s.exec(path) ?? [];
  return `${before}@${suffix}${after}`;
}

/** The commit or time that a page of all there is asks for. */
export function isMoment(text: string): boolean {
  return SUFFIX.test(text) && !/^[v~]/.test(text);
}

/** What a path asks for; null where it is no Thing's. */
export function contentAddress(path: string): ContentAddress | null {
  if (!path.startsWith(PREFIX)) return null;
  const rest = path.slice(PREFIX.length).replace(/\/+$/, '');
  const at = rest.lastIndexOf('@');
  const suffix = at > 0 ? decoded(rest.slice(at + 1)) : null;
  if (suffix !== null && SUFFIX.test(suffix)) {
    const ids = idsOf(rest.slice(0, at));
    return ids && { ids, at: suffix };
  }
  const ids = idsOf(rest);
  return ids && { ids, at: null };
}

function idsOf(written: string): string[] | null {
  if (written === '') return null;
  const names = [decoded(written), written].filter((name) => name !== null);
  return [...new Set(names)].flatMap((name) => [`https://${name.normalize('NFC')}`, `http://${name.normalize('NFC')}`]);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
