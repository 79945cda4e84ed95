import { Id } from '@craftastic/contract/ids';
import { PortNumber } from '@craftastic/contract/ports';

/** What a preview host shows: a port of a session, or, by a label of its own, content. */
export type PreviewHost =
  | { kind: 'app'; label: string; port: number; sessionId: string }
  | { kind: 'content'; label: string };

/** What comes after the first label, of a host that is none of ours to know: answered 404, never by the app. */
export type UnknownHost = { kind: 'unknown' };

/**
 * What a `Host` header asks for: null for none of the preview domain, which is then the app's own to judge. A port is
 * written one way only, so that no two hosts are one preview.
 */
export function previewHost(header: string | undefined, domain: string | null): PreviewHost | UnknownHost | null {
  if (domain === null || header === undefined) return null;
  const name = header.toLowerCase().replace(/:\d{1,5}$/, '');
  if (!name.endsWith(`.${domain}`)) return null;
  const label = name.slice(0, -domain.length - 1);
  const [, port, sessionId] = /^([1-9]\d{0,4})--(.+)$/.exec(label) ?? [];
  if (port !== undefined) {
    const parsed = { port: PortNumber.safeParse(Number(port)).data, sessionId: Id.safeParse(sessionId).data };
    if (parsed.port === undefined || parsed.sessionId === undefined) return { kind: 'unknown' };
    return { kind: 'app', label, port: parsed.port, sessionId: parsed.sessionId };
  }
  return /^preview-[a-z0-9-]{1,55}$/.test(label) ? { kind: 'content', label } : { kind: 'unknown' };
}

/** The first label of the host of a session's port; some 30 characters of the 63 that a label may have. */
export function appLabel(port: number, sessionId: string): string {
  return `${port}--${sessionId}`;
}

/** The origin of a preview host: the public scheme and port, below the preview domain. */
export function previewOrigin(
  label: string,
  { publicUrl, previewDomain }: { publicUrl: string; previewDomain: string },
): string {
  const { protocol, port } = new URL(publicUrl);
  return `${protocol}//${label}.${previewDomain}${port === '' ? '' : `:${port}`}`;
}

/**
 * Whether a page below the preview domain could set a cookie that our own host is sent, or one of ours could reach it.
 * Browsers let nobody set one for all of `localhost`.
 */
export function sharesCookies(ownHost: string, previewDomain: string): boolean {
  if (ownHost === 'localhost' || (previewDomain === 'localhost' && !ownHost.endsWith('.localhost'))) return false;
  return ownHost === previewDomain || ownHost.endsWith(`.${previewDomain}`) || previewDomain.endsWith(`.${ownHost}`);
}
