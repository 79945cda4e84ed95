import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { gitEnvironment } from '@craftastic/git/environment';
import { exists } from '../exists.ts';
import { processEnvironment } from '../process-environment.ts';

const SERVICES = ['git-upload-pack', 'git-receive-pack'] as const;
type Service = (typeof SERVICES)[number];

/**
 * Git's smart HTTP (gitprotocol-http(5)) for the hosted repository, `/wire/info/refs?service=…` and `/wire/{service}`.
 * Who may do so is the API's question. Both directions are streamed; a pack is never held in memory.
 */
export async function handleWire(
  request: IncomingMessage,
  response: ServerResponse,
  repositoryDirectory: string,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://supervisor');
  const repository = join(repositoryDirectory, 'gitx.git');
  if (url.pathname === '/wire/info/refs') {
    const service = serviceOf(url.searchParams.get('service'));
    // The old protocol, in which files are fetched one by one, has no access rules.
    if (service === null) return answer(response, 403, 'This server speaks the smart protocol only.');
    if (request.method !== 'GET') return answer(response, 405, 'GET is expected.');
    return serve({ request, response, repository, service, advertise: true });
  }
  const service = serviceOf(url.pathname.replace(/^\/wire\//, ''));
  if (service === null) return answer(response, 404, 'There is no such service.');
  if (request.method !== 'POST') return answer(response, 405, 'POST is expected.');
  if (request.headers['content-type'] !== `application/x-${service}-request`) {
    return answer(response, 415, 'This is not a request of git.');
  }
  return serve({ request, response, repository, service, advertise: false });
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  repository: string;
  service: Service;
  advertise: boolean;
}

async function serve({ request, response, repository, service, advertise }: Exchange): Promise<void> {
  const isThere = await exists(join(repository, 'HEAD'));
  if (!isThere) return answer(response, 404, 'There is no such repository.');
  const protocol = request.headers['git-protocol'];
  const environment = gitEnvironment({
    base: processEnvironment(process.env),
    locks: true,
    config: [
      ['http.receivepack', 'true'],
      ['receive.fsckObjects', 'true'],
      // Hooks of this repository are nobody's: no user reaches its files.
      ['core.hooksPath', '/dev/null'],
    ],
  });
  const name = service.slice('git-'.length);
  const child = spawn('git', [name, '--stateless-rpc', ...(advertise ? ['--advertise-refs'] : []), repository], {
    env: { ...environment, ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const left = () => child.kill('SIGTERM');
  response.once('close', left);
  child.stdin.on('error', () => {});
  // Read, so that a talkative git is not stopped by a full pipe; what it says for the peer is in the protocol.
  child.stderr.resume();
  const ended = once(child, 'close');
  ended.catch(() => {});
  try {
    if (advertise) child.stdin.end();
    else if (request.headers['content-encoding'] === 'gzip') {
      pipeline(request, createGunzip(), child.stdin).catch(left);
    } else pipeline(request, child.stdin).catch(left);

    response.writeHead(200, {
      'content-type': `application/x-${service}-${advertise ? 'advertisement' : 'result'}`,
      'cache-control': 'no-cache, max-age=0, must-revalidate',
      expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
      pragma: 'no-cache',
    });
    // Version 2 of the protocol announces nothing but itself here.
    if (advertise && !/version=2/.test(String(protocol ?? '')))
      response.write(`${packet(`# service=${service}\n`)}0000`);
    await pipeline(child.stdout, response);
    await ended;
  } catch {
    response.destroy();
  } finally {
    response.off('close', left);
    if (child.exitCode === null) left();
  }
}

function serviceOf(name: string | null): Service | null {
  return SERVICES.find((service) => service === name) ?? null;
}

/** A line of the protocol: its length in four hexadecimal digits, these included, then the text. */
function packet(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
