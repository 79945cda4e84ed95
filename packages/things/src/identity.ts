/** The longest id in bytes: it is a part of indexes, whose rows PostgreSQL keeps below 2704 bytes. */
export const MOST_ID_BYTES = 1800;

/** What a file is called without its last extension: `hello.world.mdx` → `hello.world`; a name that is all extension stays. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** The id that follows from where a file is: namespace and path, without extension and without `index`. */
export function idOfPath(ns: string, path: string): string {
  const parts = path.split('/');
  const stem = stemOf(parts.pop() ?? '');
  if (stem !== 'index') parts.push(stem);
  return [ns, ...parts.map(escapePart)].join('/');
}

/**
 * The id that a document claims by `$id`: an absolute URL as it is, else one below the namespace. Null where it can be
 * no id.
 */
export function idOfClaim(ns: string, claim: string): string | null {
  const text = claim.trim();
  if (text === '' || /[\p{Cc}\s]/u.test(text) || isLongerThan(text, MOST_ID_BYTES)) return null;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return URL.canParse(text) ? text.replace(/\/+$/, '').normalize('NFC') : null;
  const path = text.replace(/^\/+|\/+$/g, '').normalize('NFC');
  return path === '' ? ns : `${ns}/${path}`;
}

export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** Whether a text has more bytes than that. A unit of UTF-16 is three at the most, so few texts have to be counted. */
export function isLongerThan(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && bytesOf(text) > bytes;
}

/** Letters of every script stay readable, composed as browsers send them; what would end or split a URL is escaped. */
function escapePart(part: string): string {
  if (PLAIN.test(part)) return part;
  return part
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zs}"#%<>?[\\\]^`{|}]/gu, (character) => encodeURIComponent(character).replace(/^[^%].*$/, hex));
}

const PLAIN = /^[A-Za-z0-9._~-]*$/;
const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
const encoder = new TextEncoder();
