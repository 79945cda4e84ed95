import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { REF_RULES_HEADER, RefRules } from '@craftastic/contract/ref-rules';
import { gitEnvironment } from '@craftastic/git/environment';
import { Git } from '@craftastic/git/runner';
import { exists } from '../exists.ts';
import { processEnvironment } from '../process-environment.ts';
import { answerHook, HOOKS } from './push-check.ts';

const SERVICES = ['git-upload-pack', 'git-receive-pack'] as const;
type Service = (typeof SERVICES)[number];

/**
 * Git's smart HTTP (gitprotocol-http(5)) for the hosted repository, `/wire/info/refs?service=…` and `/wire/{service}`.
 * Who may do so is the API's question, which also tells the rules of a push. Both directions are streamed; a pack is
 * never held in memory.
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
  const rules = rulesOf(request);
  const isPush = service === 'git-receive-pack' && !advertise;
  const base = processEnvironment(process.env);
  const environment = gitEnvironment({ base, locks: true, config: configOf(rules) });
  const name = service.slice('git-'.length);
  const child = spawn('git', [name, '--stateless-rpc', ...(advertise ? ['--advertise-refs'] : []), repository], {
    env: { ...environment, ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}) },
    // The last two are for the hook of a push, which has them from git.
    stdio: ['pipe', 'pipe', 'pipe', ...(isPush ? (['pipe', 'pipe'] as const) : [])],
  });
  const { stdin, stdout, stderr } = child as { stdin: Writable; stdout: Readable; stderr: Readable };
  const left = () => child.kill('SIGTERM');
  response.once('close', left);
  // Read, so that a talkative git is not stopped by a full pipe; what it says for the peer is in the protocol.
  stderr.resume();
  const ended = once(child, 'close');
  ended.catch(() => {});
  try {
    if (isPush) listenToHook(new Git({ directory: repository, environment: base }), rules, child.stdio);
    const sent = advertise ? Promise.resolve(void stdin.end()) : feed(request, stdin, left);
    sent.catch(() => {});

    response.writeHead(200, {
      'content-type': `application/x-${service}-${advertise ? 'advertisement' : 'result'}`,
      'cache-control': 'no-cache, max-age=0, must-revalidate',
      expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
      pragma: 'no-cache',
    });
    // Version 2 of the protocol announces nothing but itself here.
    if (advertise && !/version=2/.test(String(protocol ?? '')))
      response.write(`${packet(`# service=${service}\n`)}0000`);
    await pipeline(stdout, response, { end: false });
    // A push may be refused before it has come whole. A peer whose connection ends while it sends does not read why.
    await sent;
    await ended;
    response.end();
  } catch {
    response.destroy();
  } finally {
    response.off('close', left);
    if (child.exitCode === null) left();
  }
}

/** The body, inflated where git has compressed it. What git does not take any more is read all the same, and dropped. */
async function feed(request: IncomingMessage, stdin: Writable, onBroken: () => void): Promise<void> {
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  body.once('error', onBroken);
  stdin.on('error', () => {
    body.unpipe(stdin);
    body.resume();
  });
  body.pipe(stdin);
  await finished(request, { writable: false });
}

function listenToHook(git: Git, rules: RefRules, stdio: readonly unknown[]): void {
  const [, , , told, verdict] = stdio as [unknown, unknown, unknown, Readable, Writable];
  for (const stream of [told, verdict]) stream.on('error', () => {});
  // Its own failure is told to the pusher.
  void answerHook(git, rules, told, verdict).catch(() => verdict.destroy());
}

function configOf(rules: RefRules): [string, string][] {
  return [
    ['http.receivepack', 'true'],
    // Broken objects are refused, and so is what git itself holds dangerous in a checkout: `.git` in a tree and the like.
    ['transfer.fsckObjects', 'true'],
    // Unpacked, a thousand small files would be a thousand inodes, each synced to the disk.
    ['receive.unpackLimit', '100'],
    ['receive.maxInputSize', String(rules.maxPackBytes ?? 0)],
    ['receive.advertiseAtomic', 'true'],
    ['uploadpack.allowFilter', 'true'],
    // A partial clone asks for files by their ids later. Version 2 of the protocol answers that in any case.
    ['uploadpack.allowAnySHA1InWant', 'true'],
    ['core.hooksPath', HOOKS],
  ];
}

function rulesOf(request: IncomingMessage): RefRules {
  const header = request.headers[REF_RULES_HEADER];
  return RefRules.parse(typeof header === 'string' ? JSON.parse(decodeURIComponent(header)) : {});
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
