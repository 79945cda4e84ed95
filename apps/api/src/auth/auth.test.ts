import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressReader } from './address.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each([
  ['without a proxy', [], from('203.0.113.7'), '203.0.113.7'],
  ['a stranger’s word for it', [], from('203.0.113.7', '198.51.100.1'), '203.0.113.7'],
  ['a proxy’s word for it', ['loopback'], from('127.0.0.1', '198.51.100.1'), '198.51.100.1'],
  ['what was there before the proxy', ['loopback'], from('127.0.0.1', '192.0.2.9, 198.51.100.1'), '198.51.100.1'],
  ['a whole network of IPv6', [], from('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64'],
  ['IPv4 in IPv6', [], from('::ffff:203.0.113.7'), '::ffff:203.0.113.7'],
])('an address: %s', (_name, proxies, request, address) => {
  expect(addressReader(proxies)(request)).toBe(address);
});
