import { appCookie } from './preview-cookie.ts';
import { outside, type PreviewPlace, withOrigin } from './preview-place.ts';
import { endToEnd, type RawHeaders } from './raw-headers.ts';

interface Options {
  /** Shown in a frame of our own page. */
  framed: boolean;
  /** Origins of our own page. */
  frameAncestors: string[];
  /** A document whose body is changed on the way. */
  changed: boolean;
}

/** These speak of the host for longer than the answer, or of hosts beside and above it. */
const DROPPED = new Set(['strict-transport-security', 'alt-svc', 'clear-site-data', 'public-key-pins', 'set-cookie2']);

/** The headers of a program's answer as the browser gets them. */
export function responseHeaders(headers: RawHeaders, place: PreviewPlace, options: Options): RawHeaders {
  const result: RawHeaders = [];
  for (const [name, value] of endToEnd(headers)) {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower)) continue;
    if (options.changed && ['content-length', 'content-encoding', 'content-md5', 'digest'].includes(lower)) continue;
    if (lower === 'set-cookie') {
      const cookie = appCookie(value, options);
      if (cookie !== null) result.push([name, cookie]);
    } else if (lower === 'location' || lower === 'access-control-allow-origin') {
      result.push([name, withOrigin(value, (origin) => outside(origin, place))]);
    } else if (lower === 'x-frame-options') {
      if (!options.framed) result.push([name, value]);
    } else if (lower === 'content-security-policy' && options.framed) {
      const policy = withoutFrameAncestors(value);
      if (policy !== '') result.push([name, policy]);
    } else {
      result.push([name, value]);
    }
  }
  // Another session's page must not show this one under its own.
  result.push(['Content-Security-Policy', `frame-ancestors 'self' ${options.frameAncestors.join(' ')}`]);
  return result;
}

/** Who may frame it is said anew: an app that forbids it means strangers, and not the pane of the one who works on it. */
function withoutFrameAncestors(policy: string): string {
  const kept = policy.split(',').map((one) =>
    one
      .split(';')
      .filter((directive) => !/^\s*frame-ancestors(\s|$)/i.test(directive))
      .join(';')
      .trim(),
  );
  return kept.filter((one) => one !== '').join(', ');
}

/** The nonce by which a policy lets scripts run, for the bridge to run too; null for none. */
export function scriptNonce(headers: RawHeaders): string | null {
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'content-security-policy') continue;
    const nonce = /(?:^|;)\s*(?:script-src|script-src-elem|default-src)\s[^;]*'nonce-([A-Za-z0-9+/_=-]+)'/i.exec(
      value,
    )?.[1];
    if (nonce !== undefined) return nonce;
  }
  return null;
}
