/**
 * Git in a sandbox talks to `http://127.0.0.1:{port}/{scheme}/{host}/{path}` where it means
 * `{scheme}://{host}/{path}`; in its messages a person should read the latter. Those on credentials have the path
 * encoded.
 */
export function withoutProxyAddress(text: string): string {
  return text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/(https?)%2f([^'"\s]*)/gi, (_, scheme: string, rest: string) => {
      return `${scheme}://${rest.replaceAll(/%2f/gi, '/').replaceAll(/%3a/gi, ':')}`;
    })
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/(https?)\//g, '$1://');
}
