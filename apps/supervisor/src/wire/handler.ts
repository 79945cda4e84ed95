import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GIT_UPGRADE } from '@craftastic/contract/supervisor';
import { exists } from '../exists.ts';
import { log } from '../log.ts';
import { advertise, converse, type Service, serviceOf } from './git-service.ts';

/** What version 2 of the protocol begins with, by repository: git's own abilities, whatever the refs are. */
const announced = new Map<string, Buffer>();

/**
 * What git's smart HTTP (gitprotocol-http(5)) begins with, for the hosted repository: `/wire/info/refs?service=…`. Who may
 * ask is the API's question. What follows goes by {@link upgradeToWire}.
 */
export async function handleWire(
  request: IncomingMessage,
  response: ServerResponse,
  repositoryDirectory: string,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://supervisor');
  if (url.pathname !== '/wire/info/refs') return answer(response, 404, 'There is no such service.');
  const service = serviceOf(url.searchParams.get('service'));
  // The old protocol, in which files are fetched one by one, has no access rules.
  if (service === null) return answer(response, 403, 'This server speaks the smart protocol only.');
  if (request.method !== 'GET') return answer(response, 405, 'GET is expected.');
  const repository = join(repositoryDirectory, 'gitx.git');
  if (!(await exists(join(repository, 'HEAD')))) return answer(response, 404, 'There is no such repository.');

  const protocol = String(request.headers['git-protocol'] ?? '');
  const isFixed = service === 'git-upload-pack' && protocol === 'version=2';
  const known = isFixed ? announced.get(repository) : undefined;
  if (known) {
    response.writeHead(200, headersOf(service)).end(known);
    return;
  }
  const child = advertise(service, repository, request);
  const { stdout, stderr } = child as { stdout: Readable; stderr: Readable };
  const left = () => child.kill('SIGTERM');
  response.once('close', left);
  // Read, so that a talkative git is not stopped by a full pipe; what it says for the peer is in the protocol.
  stderr.resume();
  const ended = once(child, 'close');
  ended.catch(() => {});
  try {
    response.writeHead(200, headersOf(service));
    // Version 2 of the protocol announces nothing but itself here.
    if (!/version=2/.test(protocol)) response.write(`${packet(`# service=${service}\n`)}0000`);
    const parts: Buffer[] = [];
    if (isFixed) stdout.on('data', (part: Buffer) => parts.push(part));
    await pipeline(stdout, response, { end: false });
    await ended;
    if (isFixed && child.exitCode === 0) announced.set(repository, Buffer.concat(parts));
    response.end();
  } catch {
    response.destroy();
  } finally {
    response.off('close', left);
    if (child.exitCode === null) left();
  }
}

/**
 * `Upgrade: git` on `/wire/{service}`: from the answer on, the connection is git's own standard input and output, so no byte
 * of a pack passes through this process; reading and writing a clone of 30 MB took it a tenth of a second. Nothing may be sent
 * before that answer.
 */
export async function upgradeToWire(request: IncomingMessage, stream: Duplex, repositoryDirectory: string) {
  const repository = join(repositoryDirectory, 'gitx.git');
  const service = serviceOf((request.url ?? '').replace(/^\/wire\//, ''));
  if (service === null) return refuse(stream, '404 Not Found', 'There is no such service.');
  if (!(await exists(join(repository, 'HEAD')))) return refuse(stream, '404 Not Found', 'There is no such repository.');
  try {
    const child = converse(service, repository, request, stream);
    child.stderr?.resume();
    child.once('error', () => stream.destroy());
    child.once('close', () => stream.destroy());
    // Not before git has been started: Node no longer reads the connection then, and what comes is git's.
    stream.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${GIT_UPGRADE}\r\n\r\n`);
  } catch (error) {
    log('Git could not be started', { error });
    stream.destroy();
  }
}

function headersOf(service: Service) {
  return {
    'content-type': `application/x-${service}-advertisement`,
    'cache-control': 'no-cache, max-age=0, must-revalidate',
    expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
    pragma: 'no-cache',
  };
}

/** A line of the protocol: its length in four hexadecimal digits, these included, then the text. */
function packet(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function refuse(stream: Duplex, status: string, text: string): void {
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8`;
  stream.end(`${head}\r\nContent-Length: ${Buffer.byteLength(text) + 1}\r\n\r\n${text}\n`);
}
