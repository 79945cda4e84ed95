import type { Port } from '@craftastic/contract/ports';
import type { Owner } from './owners.ts';
import type { Listener } from './parse-proc-net.ts';

/** Docker's own resolver answers there, inside of every container that has a network. */
const DOCKER_RESOLVER = '127.0.0.11';

/** A listening socket with its holder; null where that can't be seen. */
export type Held = Listener & { owner: Owner | null };

/**
 * Whether a socket is the session's: in a container everything is that this process does not hold itself; without one
 * only what a process of the session holds.
 */
export function isOfSession({ address, owner }: Held, own: { pid: number; isolated: boolean; mark: string | null }) {
  if (owner?.pid === own.pid || address === DOCKER_RESOLVER) return false;
  return own.isolated || (owner !== null && own.mark !== null && owner.mark === own.mark);
}

/** Sockets by port, as they are shown. `terminalOf` names the terminal whose programs are in a session of processes. */
export function presentPorts(sockets: Held[], terminalOf: (session: number) => string | null): Port[] {
  const byPort = Map.groupBy(sockets, ({ port }) => port);
  return [...byPort]
    .map(([port, held]): Port => {
      const owner = held.find((socket) => socket.owner)?.owner ?? null;
      const families = new Set(held.map(({ family }) => family));
      return {
        port,
        address: held.some(({ address }) => isAny(address)) ? 'any' : held.some(isLoopback) ? 'loopback' : 'other',
        family: families.size === 2 ? 'both' : families.has('ipv4') ? 'ipv4' : 'ipv6',
        command: owner?.command || null,
        terminalId: owner ? terminalOf(owner.session) : null,
      };
    })
    .sort((a, b) => a.port - b.port);
}

/**
 * Where to dial sockets, in the order to try: 127.0.0.1 first, as programs that are told «localhost» mean it. One that
 * listens on `::` takes IPv4 too, unless it was told not to, and a container may have no `::1` at all; so both are tried,
 * but never an address that somebody else of the same port has.
 */
export function addressesOf(sockets: Listener[], others: Listener[]): string[] {
  const wanted = sockets.flatMap(({ address, family }) => {
    if (!isAny(address)) return [address];
    return family === 'ipv4' ? ['127.0.0.1'] : ['127.0.0.1', '::1'];
  });
  const taken = new Set(
    others.flatMap(({ address, family }) => {
      if (!isAny(address)) return [address];
      return family === 'ipv4' ? ['127.0.0.1'] : ['::1'];
    }),
  );
  return [...new Set(wanted)].filter((address) => !taken.has(address)).sort((a, b) => rank(a) - rank(b));
}

const rank = (address: string) => ['127.0.0.1', '::1', address].indexOf(address);
const isAny = (address: string) => address === '0.0.0.0' || address === '::';
const isLoopback = ({ address }: Listener) => address === '127.0.0.1' || address === '::1';
