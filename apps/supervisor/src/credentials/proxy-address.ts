/**
 * Git in a sandbox talks to `http://127.0.0.1:{port}/{scheme}/{host}/{path}` where it means
 * `{scheme}://{host}/{path}`; in its messages a person should read the latter. Messages on credentials have the path
 * encoded: the colon before a port always, in later versions the slashes too.
 */
export function withoutProxyAddress(text: string): string {
  return text.replaceAll(
    /http:\/\/127\.0\.0\.1:\d+\/(https?)(?:\/|%2f)([^'"\s]*)/gi,
    (_, scheme: string, rest: string) => `${scheme}://${rest.replaceAll(/%2f/gi, '/').replaceAll(/%3a/gi, ':')}`,
  );
}
