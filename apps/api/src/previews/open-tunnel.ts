import { Socket } from 'node:net';
import { requireSocket } from '../sandboxes/require-socket.ts';

/** Nothing of the session listens there. */
export class NotListening extends Error {
  override name = 'NotListening';
}

/** The supervisor answers at once, or dials for 5 s. */
const DIAL_MS = 10_000;
/** As much is read at once, and may be on its way to the program: with less, a large file is a chain of waits from process to process. */
const BUFFER_BYTES = 256 * 1024;
/** More than the supervisor says before it is the program that speaks. */
const ANSWER_BYTES = 4096;

interface Wanted {
  sessionId: string;
  port: number;
  /**
   * `data` is one and the same buffer each time, good until the listener returns. Node's HTTP parser copies what it
   * takes from it; who keeps the bytes has to ask for buffers of their own. 2 GB of an answer take 1.0 s of processor
   * time so, and 1.5 s with a new buffer for each read.
   */
  lends: boolean;
}

/**
 * A connection to a port of a session: over its supervisor, which dials inside. Throws {@link NotListening} where
 * nothing listens, SANDBOX_UNREACHABLE where no supervisor does.
 */
export async function openTunnel(socketPath: string, { sessionId, port, lends }: Wanted): Promise<Socket> {
  await requireSocket(socketPath);
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  // One that reads into a buffer of ours tells nobody of its data: that is done here, as a socket does it that is not paused.
  const options = {
    highWaterMark: BUFFER_BYTES,
    onread: {
      buffer,
      callback(bytes: number) {
        const chunk = buffer.subarray(0, bytes);
        // Nobody has asked: what comes now would be taken for the answer to the next question.
        if (!socket.emit('data', lends ? chunk : Buffer.from(chunk))) socket.destroy();
        return !socket.isPaused();
      },
    },
  };
  const socket: Socket = new Socket(options);
  try {
    await handshake(socket.connect(socketPath), sessionId, port);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function handshake(socket: Socket, sessionId: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const hear = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      const end = answer.indexOf('\r\n\r\n');
      if (end < 0 && answer.length < ANSWER_BYTES) return;
      // A program that speaks before it is asked speaks no HTTP.
      if (answer.startsWith('HTTP/1.1 101 ') && end === answer.length - 4) return settle(resolve);
      const isRefused = /^HTTP\/1\.1 [45]\d\d /.test(answer);
      fail(isRefused ? new NotListening(`Nothing listens on port ${port}.`) : new Error('That is no tunnel.'));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const closed = () => fail(new Error('The sandbox broke the connection off.'));
    const late = () => fail(new Error('The sandbox does not answer.'));
    const settle = (how: () => void) => {
      socket.setTimeout(0).off('data', hear).off('error', fail).off('close', closed).off('timeout', late);
      how();
    };
    socket.on('data', hear).once('error', fail).once('close', closed).setTimeout(DIAL_MS).once('timeout', late);
    const path = `/ports/${port}/tunnel?sessionId=${sessionId}`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: supervisor\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
  });
}
