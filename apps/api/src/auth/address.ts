import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

/** Tells from where a request comes. `proxies` are the addresses whose word about that is taken: `loopback`, `10.0.0.0/8`. */
export function addressReader(proxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = proxyAddr.compile([...proxies]);
  return (request) => neighbourhood(proxyAddr(request, trusted));
}

/** An IPv6 address without its second half: one customer of a provider has all of these. */
function neighbourhood(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = ''] = address.split('::');
  const groups = head.split(':');
  return `${groups.slice(0, 4).join(':')}::/64`;
}
