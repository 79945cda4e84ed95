/** What decides whether a page may ask this of a preview, in its browser's own words. */
export interface Asked {
  method: string;
  upgrade: boolean;
  origin: string | undefined;
  referer: string | undefined;
  fetchSite: string | undefined;
  fetchMode: string | undefined;
}

/**
 * Whether a request to a preview comes from where it may: the preview itself, another port of its session, the address
 * bar, or a link. A browser sends the preview's cookie for any page that asks, so another session's page, or any page of
 * the web, could otherwise act in it, and read it through a socket or a script.
 */
export function mayAsk(asked: Asked, isOfSession: (origin: string) => boolean): boolean {
  const { origin } = asked;
  // `null` is what a sandboxed frame or a file says: whose, nobody knows.
  if (origin !== undefined) return origin !== 'null' && isOfSession(origin);
  if (asked.upgrade) return true; // no browser: those name their origin on a socket
  const byAnotherPage = asked.fetchSite === 'cross-site' || asked.fetchSite === 'same-site';
  if (!byAnotherPage) return true;
  if (asked.fetchMode === 'navigate') return asked.method === 'GET' || asked.method === 'HEAD';
  return asked.referer !== undefined && isOfSession(originOf(asked.referer) ?? 'null');
}

function originOf(url: string): string | null {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
}
