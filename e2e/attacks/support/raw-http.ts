import { connect, type Socket } from 'node:net';

/** What a server answers to bytes as they are, without a client that would put them right; '' where it only hangs up. */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      // The head is what counts; a body of its own length would keep the line open.
      if (answer.includes('\r\n\r\n')) socket.end();
    });
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
    socket.write(bytes);
  });
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);

/** Lines of a request; the last two line breaks are added. */
export const requestOf = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

/** Connections that say so much and then nothing more. */
export async function openSilent(port: number, count: number, bytes: string): Promise<Disposable> {
  const sockets: Socket[] = [];
  for (let at = 0; at < count; at++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
    socket.write(bytes);
  }
  return {
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
