import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { GIT_UPGRADE } from '@craftastic/contract/supervisor';
import { requireSocket } from '../sandboxes/require-socket.ts';

const BUFFER_BYTES = 256 * 1024;
/** More than a supervisor says before it is git that speaks. */
const ANSWER_BYTES = 4096;
const ANSWER_MS = 30_000;

export interface GitConnection {
  /** What is written to it is git's standard input. */
  socket: Socket;
  /** Its standard output, until it ends or breaks off; to be asked for once. */
  readInto(to: Writable): Promise<void>;
}

/**
 * Have a supervisor start git for `path`, and get the connection that git then reads and writes. All is read into one buffer,
 * again and again: a new one for each read is garbage of which V8 sees little, and which it collects too late. Of a clone of 30 MB
 * that was two thirds of the processor time here.
 */
export async function openGit(
  socketPath: string,
  { path, headers }: { path: string; headers: Record<string, string> },
): Promise<GitConnection> {
  await requireSocket(socketPath);
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let answer = Buffer.alloc(0);
  let to: Writable | null = null;
  const socket = new Socket({
    onread: {
      buffer,
      callback(bytes: number) {
        if (to !== null) {
          to.write(buffer.subarray(0, bytes), () => socket.resume());
          return false;
        }
        answer = Buffer.concat([answer, buffer.subarray(0, bytes)]);
        const isWhole = answer.includes('\r\n\r\n');
        if (isWhole && answer.subarray(0, 13).equals(Buffer.from('HTTP/1.1 101 '))) opened.resolve();
        else if (isWhole || answer.length > ANSWER_BYTES) opened.reject(new Error('The supervisor serves no git.'));
        // What git says is read when it is known where to.
        return !isWhole;
      },
    },
  });
  const fail = () => opened.reject(new Error('The supervisor does not answer.'));
  socket.once('end', () => ended.resolve());
  socket.once('error', fail);
  socket.once('close', () => {
    fail();
    ended.resolve();
  });
  socket.setTimeout(ANSWER_MS, () => socket.destroy());
  try {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const upgrade = `Host: supervisor\r\nConnection: Upgrade\r\nUpgrade: ${GIT_UPGRADE}\r\n`;
    socket.connect(socketPath).write(`GET ${path} HTTP/1.1\r\n${upgrade}${lines.join('')}\r\n`);
    await opened.promise;
    socket.setTimeout(0);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    socket,
    readInto(target) {
      to = target;
      const rest = answer.subarray(answer.indexOf('\r\n\r\n') + 4);
      if (rest.length > 0) to.write(rest);
      socket.resume();
      return ended.promise;
    },
  };
}
