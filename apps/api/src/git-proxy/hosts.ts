import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { contractError } from '@craftastic/contract/contract-error';
import type { Settings } from '../settings.ts';

/** Addresses that are not the public network: loopback, private, link-local (cloud metadata), shared, multicast. */
const notPublic = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(address, prefix, 'ipv4');
  notPublic.addSubnet(`::ffff:${address}`, 96 + prefix, 'ipv6');
}
notPublic.addAddress('::', 'ipv6');
notPublic.addAddress('::1', 'ipv6');
for (const [address, prefix] of [
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(address, prefix, 'ipv6');
}

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !notPublic.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

const isListed = (host: string, settings: Pick<Settings, 'gitHosts'>) => settings.gitHosts?.includes(host) ?? false;

/** Whether addresses that are not public may be reached as this host: where it is listed, or all is one's own machine. */
export function mayBePrivate(host: string, settings: Pick<Settings, 'gitHosts' | 'onLoopback'>): boolean {
  return isListed(host, settings) || (settings.onLoopback && settings.gitHosts === null);
}

/**
 * A repository's address as it is kept: https (http for a listed host, or from one's own machine to itself), without
 * credentials. `git@host:owner/repo` and `ssh://…` are taken as their https address, `owner/repo` of GitHub isn't guessed.
 */
export function repositoryUrlOf(input: string, settings: Pick<Settings, 'gitHosts' | 'onLoopback'>): string {
  const scp = /^(?:ssh:\/\/)?(?:[\w.-]+@)([\w.-]+)(?::\/?|\/)(?!\/)(.+)$/.exec(input.trim());
  const text = scp ? `https://${scp[1]}/${scp[2]}` : input.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || /[\s\p{Cc}\\]/u.test(text))
    throw contractError('URL_INVALID', {
      message: `This is not an address of a git repository. It looks like https://github.com/owner/repo.`,
    });
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw contractError('URL_INVALID', {
      message: `Repositories are reached by https; ${url.protocol}// can't be used here.`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw contractError('URL_INVALID', {
      message: 'Leave the name and the password out of the address; add them as a token, which is kept encrypted.',
    });
  }
  if (url.pathname.replace(/\/+$/, '') === '' || url.search !== '' || url.hash !== '') {
    throw contractError('URL_INVALID', {
      message: 'This address names a host but no repository. It looks like https://github.com/owner/repo.',
    });
  }
  if (settings.gitHosts !== null && !isListed(url.host, settings)) {
    throw contractError('HOST_NOT_ALLOWED', {
      data: { host: url.host },
      message: `This server clones from ${settings.gitHosts.join(', ')} only (CRAFTASTIC_GIT_HOSTS).`,
    });
  }
  if (url.protocol === 'http:' && !mayBePrivate(url.host, settings)) {
    throw contractError('HOST_NOT_ALLOWED', {
      data: { host: url.host },
      message: `http sends everything in the clear; use https, or list ${url.host} in CRAFTASTIC_GIT_HOSTS.`,
    });
  }
  if (
    isIP(url.hostname.replace(/^\[|\]$/g, '')) &&
    !isPublicAddress(url.hostname.replace(/^\[|\]$/g, '')) &&
    !mayBePrivate(url.host, settings)
  ) {
    throw contractError('HOST_NOT_ALLOWED', {
      data: { host: url.host },
      message: `${url.host} is not a public address; list it in CRAFTASTIC_GIT_HOSTS to allow it.`,
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A DNS lookup for sockets that finds public addresses only: a name can't be pointed at our own network meanwhile. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const usable = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = usable;
    if (!first)
      return callback(Object.assign(new Error(`${hostname} has no public address`), { code: 'ENOTPUBLIC' }), []);
    if (options.all) callback(null, usable);
    else callback(null, first.address, first.family);
  });
};
