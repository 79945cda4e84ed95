import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PortNumber } from '@craftastic/contract/ports';
import type { PortWatch } from './port-watch.ts';
import { readInto } from './read-into.ts';

/** A program that listens takes a connection at once; one whose queue is full this long will not. */
const DIAL_MS = 5000;
/** As much may be on its way to the program at once: with less, a large upload is a chain of waits from process to process. */
const BUFFER_BYTES = 512 * 1024;

/** The port of `/ports/{port}/tunnel`; null for another path. */
export function tunnelPort(url: string | undefined): number | null {
  // As it was sent: to a parsed one, `80/../81` would be a port.
  const port = /^\/ports\/(\d{1,5})\/tunnel(?:\?|$)/.exec(url ?? '')?.[1];
  return PortNumber.safeParse(Number(port)).data ?? null;
}

/**
 * `Upgrade: tcp` on `/ports/{port}/tunnel`: a connection to a program of the session, byte for byte. What is spoken on
 * it is between the API and that program; a port that is not the session's own is refused.
 */
export async function serveTunnel(ports: PortWatch, port: number, stream: Duplex, head: Buffer) {
  for (const host of await ports.addressesOf(port)) {
    const socket = await dial(host, port, stream);
    if (!socket) continue;
    if (stream.destroyed) return socket.destroy();
    join(stream, socket, head);
    return;
  }
  ports.nudge();
  stream.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function dial(host: string, port: number, stream: Duplex): Promise<Socket | null> {
  return new Promise((resolve) => {
    const reading = readInto(stream, () => socket.resume());
    const options = { host, port, noDelay: true, allowHalfOpen: true, highWaterMark: BUFFER_BYTES, onread: reading };
    const socket = connect(options);
    const give = (result: Socket | null) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (!result) socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => give(null), DIAL_MS);
    socket.once('connect', () => {
      // A program may speak first; not before our own answer.
      socket.pause();
      give(socket);
    });
    socket.once('error', () => give(null));
  });
}

function join(stream: Duplex, socket: Socket, head: Buffer): void {
  stream.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  if (head.length > 0) socket.write(head);
  // An end is passed on and the other way stays open; what breaks off breaks off on both sides.
  stream.pipe(socket);
  socket.once('end', () => stream.end());
  socket.resume();
  stream.once('close', () => socket.destroy());
  socket.once('close', () => stream.destroy());
  socket.on('error', () => stream.destroy());
}
