/** A TCP socket that listens, as the kernel tells it. */
export interface Listener {
  port: number;
  /** As it is dialled: `127.0.0.1`, `::`. */
  address: string;
  family: 'ipv4' | 'ipv6';
  /** Names the socket for as long as it is open. */
  inode: number;
}

const LISTEN = '0A';

/**
 * The listening sockets of `/proc/net/tcp` or `/proc/net/tcp6`, see proc_net(5). Addresses are words of 32 bits in the
 * machine's own byte order, which is little-endian on every architecture that the supervisor runs on.
 */
export function parseProcNet(text: string): Listener[] {
  const listeners: Listener[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN) continue;
    const [words = '', port = ''] = local.split(':');
    const bytes = words.match(/.{8}/g)?.flatMap((word) => Buffer.from(word, 'hex').reverse().toJSON().data);
    if (!bytes || (bytes.length !== 4 && bytes.length !== 16)) continue;
    const isMapped = bytes.length === 16 && bytes.slice(0, 12).every((byte, at) => byte === (at < 10 ? 0 : 255));
    const ipv4 = bytes.length === 4 ? bytes : isMapped ? bytes.slice(12) : null;
    listeners.push({
      port: Number.parseInt(port, 16),
      address: ipv4 ? ipv4.join('.') : ipv6(bytes),
      family: ipv4 ? 'ipv4' : 'ipv6',
      inode: Number(inode),
    });
  }
  return listeners;
}

/** Shortened for the two that matter; any other is right in its long form. */
function ipv6(bytes: number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  const long = groups.join(':');
  if (long === '0:0:0:0:0:0:0:0') return '::';
  return long === '0:0:0:0:0:0:0:1' ? '::1' : long;
}
