import { previewHost, previewOrigin } from './host.ts';

/** The preview of one port, and how its addresses outside and inside stand for each other. */
export interface PreviewPlace {
  port: number;
  sessionId: string;
  /** As the browser knows it. */
  origin: string;
  /** Of the server: scheme, host and port. */
  publicUrl: string;
  previewDomain: string;
}

const LOCAL = /^(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\])(?::(\d{1,5}))?$/i;

/** The origin outside of what a program inside calls `http://localhost:5173`; null for another machine. */
export function outside(origin: string, place: PreviewPlace): string | null {
  const [, scheme, given] = LOCAL.exec(origin) ?? [];
  if (scheme === undefined) return null;
  const port = given === undefined ? (scheme.toLowerCase() === 'https' ? 443 : 80) : Number(given);
  if (port < 1 || port > 65_535) return null;
  return port === place.port ? place.origin : previewOrigin(`${port}--${place.sessionId}`, place);
}

/** The origin inside of a preview of the same session: `http://localhost:5173`; null for any other. */
export function inside(origin: string, place: PreviewPlace): string | null {
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return null;
  }
  const host = previewHost(url.host, place.previewDomain);
  const isOurs = host?.kind === 'app' && host.sessionId === place.sessionId && url.origin === originAs(url, place);
  return isOurs ? `http://localhost:${host.port}` : null;
}

const originAs = (url: URL, { publicUrl }: PreviewPlace) => {
  const { protocol, port } = new URL(publicUrl);
  return `${protocol}//${url.hostname}${port === '' ? '' : `:${port}`}`;
};

/** A URL with another origin in the place of its own, its path untouched byte for byte. */
export function withOrigin(url: string, change: (origin: string) => string | null): string {
  const [origin] = /^https?:\/\/[^/?#]+/i.exec(url) ?? [];
  if (origin === undefined) return url;
  const changed = change(origin);
  return changed === null ? url : changed + url.slice(origin.length);
}
