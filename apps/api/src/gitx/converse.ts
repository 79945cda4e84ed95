import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { passedBytes } from '../http/young-garbage.ts';
import { type GitConnection, openGit } from './open-git.ts';
import { refuse } from './refuse.ts';

/**
 * One exchange of git's smart HTTP (gitprotocol-http(5)) with the program behind `path` of a supervisor: the body to its
 * standard input, its output as the answer, both streamed. HTTP ends here: beyond, the connection is git's own. Whether all has
 * come git's protocol tells, and not how the connection ends.
 */
export async function converse(
  socketPath: string,
  head: { path: string; headers: Record<string, string> },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const service = head.path.slice(head.path.lastIndexOf('/') + 1);
  if (request.method !== 'POST') return refuse(response, 405, 'POST is expected.');
  if (request.headers['content-type'] !== `application/x-${service}-request`) {
    return refuse(response, 415, 'This is not a request of git.');
  }
  if (service === 'git-receive-pack' && request.headers['content-length'] === '4')
    return answerProbe(request, response);
  const git = await openGit(socketPath, head).catch(() => null);
  if (git === null) return refuse(response, 503, 'The repository does not answer. Try again in a moment.');
  response.once('close', () => git.socket.destroy());
  const sent = feed(request, git).catch(() => git.socket.destroy());
  response.writeHead(200, headersOf(service));
  await git.readInto(response);
  // A push may be refused before it has come whole. A peer whose connection ends while it sends does not read why.
  await sent;
  response.end();
}

/**
 * Git asks for nothing before a push that it sends in pieces: a flush, by which it learns whether it may push. Receive-pack
 * says nothing to that either, and takes as long to start as a small push.
 */
async function answerProbe(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  if (Buffer.concat(parts).toString('latin1') !== '0000') return refuse(response, 400, 'This is not a request of git.');
  response.writeHead(200, headersOf('git-receive-pack')).end();
}

function headersOf(service: string) {
  return {
    'content-type': `application/x-${service}-result`,
    'cache-control': 'no-cache, max-age=0, must-revalidate',
    expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
    pragma: 'no-cache',
  };
}

/** The body, inflated where git has compressed it. What git does not take any more is read all the same, and dropped. */
async function feed(request: IncomingMessage, { socket }: GitConnection): Promise<void> {
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  body.once('error', () => socket.destroy());
  socket.once('close', () => {
    body.unpipe(socket);
    body.resume();
  });
  request.on('data', (chunk: Buffer) => passedBytes(chunk.length));
  body.pipe(socket);
  await finished(request, { writable: false });
}
