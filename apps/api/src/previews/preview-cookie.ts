/** Names that are ours on a preview host: an app neither sees nor sets them. */
const NAMES = ['__Host-craftastic-preview', 'craftastic-preview'];

/** Set in a frame, and so good in frames of our own page alone. */
const FRAMED = 'f.';

export interface PreviewCookie {
  value: string;
  framed: boolean;
}

/**
 * Whether browsers take `Secure` cookies there: https, and `*.localhost`, which they trust as much. Only such a cookie
 * can be had in a frame of another site, which our own page is to every preview.
 */
export function isTrustworthy(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** Our cookies of a `Cookie` header, at most four: a page of a sibling host may have planted more under our name. */
export function previewCookies(header: string | undefined): PreviewCookie[] {
  return partsOf(header)
    .filter(({ name }) => NAMES.includes(name))
    .slice(0, 4)
    .map(({ value }) =>
      value.startsWith(FRAMED) ? { value: value.slice(FRAMED.length), framed: true } : { value, framed: false },
    );
}

/** A `Cookie` header without ours, the rest byte for byte; null where nothing is left. */
export function withoutOurs(header: string, alsoOurs: string): string | null {
  const kept = partsOf(header).filter(({ name }) => !NAMES.includes(name) && name !== alsoOurs);
  if (kept.length === 0) return null;
  return kept.length === partsOf(header).length ? header : kept.map(({ text }) => text.trim()).join('; ');
}

/** The `Set-Cookie` that lets a browser in. */
export function setPreviewCookie(origin: string, { value, framed }: PreviewCookie, expiresAt: Date): string {
  const trusted = isTrustworthy(origin);
  const name = trusted ? NAMES[0] : NAMES[1];
  const age = Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
  const rest = trusted ? 'Secure; SameSite=None; Partitioned' : 'SameSite=Lax';
  return `${name}=${framed ? FRAMED : ''}${value}; Path=/; HttpOnly; Max-Age=${age}; ${rest}`;
}

/**
 * An app's `Set-Cookie` as it goes to the browser; null where it is not to. `Domain` is taken out, so that a cookie
 * reaches neither sibling previews nor what is above them. In a frame browsers keep no cookie but one that says of itself
 * that it is for this very frame, so there it is made to say so; name and value stay as they are byte for byte.
 */
export function appCookie(header: string, { framed }: { framed: boolean }): string | null {
  const [pair = '', ...attributes] = header.split(';');
  const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
  if (NAMES.includes(name)) return null;
  const nameOf = (attribute: string) => attribute.split('=', 1)[0]?.trim().toLowerCase() ?? '';
  const left = attributes.filter((attribute) => nameOf(attribute) !== 'domain');
  if (!framed) return [pair, ...left].join(';');
  const others = left.filter((attribute) => !['samesite', 'secure', 'partitioned'].includes(nameOf(attribute)));
  return [pair, ...others, ' Secure', ' SameSite=None', ' Partitioned'].join(';');
}

function partsOf(header: string | undefined): { name: string; value: string; text: string }[] {
  return (header ?? '').split(';').flatMap((text) => {
    const at = text.indexOf('=');
    return text.trim() === ''
      ? []
      : [{ name: text.slice(0, Math.max(at, 0)).trim(), value: text.slice(at + 1).trim(), text }];
  });
}
