import type { IncomingMessage } from 'node:http';
import type { Settings } from '../settings.ts';

/**
 * Whether a request may be ours at all. A page of another site can make the browser send our cookie (forms, WebSockets)
 * and a name that is rebound to our address can even read the answers, so: the `Host` must be one of ours, and an
 * `Origin`, where there is one, must be the very host that is asked.
 */
export function refusalOf(
  request: Pick<IncomingMessage, 'headers'> & Partial<Pick<IncomingMessage, 'headersDistinct'>>,
  settings: Settings,
): string | null {
  // Node takes the first of several; a proxy before it may have gone by another one.
  if ((request.headersDistinct?.host?.length ?? 0) > 1) return 'A request names one host.';
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!hostIsOurs(host, settings))
    return `This server does not answer as ${host || 'a nameless host'}; set CRAFTASTIC_URL to the address that people use.`;
  const { origin } = request.headers;
  if (origin === undefined) return null;
  const sameHost = origin === `http://${host}` || origin === `https://${host}`;
  return sameHost ? null : 'A page of another site may not call this server.';
}

function hostIsOurs(host: string, settings: Settings): boolean {
  const name = host.replace(/:\d+$/, '');
  if (host === new URL(settings.publicUrl).host || name === settings.host) return true;
  return settings.onLoopback && (name === 'localhost' || name === '[::1]' || /^127(\.\d+){3}$/.test(name));
}
