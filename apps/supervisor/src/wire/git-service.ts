import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import { REF_RULES_HEADER, RefRules } from '@craftastic/contract/ref-rules';
import { gitEnvironment } from '@craftastic/git/environment';
import { Git } from '@craftastic/git/runner';
import { processEnvironment } from '../process-environment.ts';
import { answerHook, HOOKS } from './push-check.ts';

const SERVICES = ['git-upload-pack', 'git-receive-pack'] as const;
export type Service = (typeof SERVICES)[number];

export function serviceOf(name: string | null): Service | null {
  return SERVICES.find((service) => service === name) ?? null;
}

/** What git announces of a repository, on its standard output. */
export function advertise(service: Service, repository: string, request: IncomingMessage): ChildProcess {
  const args = [service.slice('git-'.length), '--stateless-rpc', '--advertise-refs', repository];
  return spawn('git', args, { env: environmentFor(request, rulesOf(request)), stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * Serve one exchange over `connection`, which git itself reads and writes. What a git that failed has not taken is read all the
 * same, and dropped: a peer whose connection ends while it sends does not read why.
 */
export function converse(
  service: Service,
  repository: string,
  request: IncomingMessage,
  connection: Readable & Writable,
): ChildProcess {
  const rules = rulesOf(request);
  const isPush = service === 'git-receive-pack';
  // The last two are for the hook of a push, which has them from git.
  const hookPipes = isPush ? (['pipe', 'pipe'] as const) : [];
  const stdio: StdioOptions = [connection, connection, 'pipe', ...hookPipes];
  const script = 'git "$@" || cat >/dev/null';
  const args = [service.slice('git-'.length), '--stateless-rpc', repository];
  const child = spawn('sh', ['-c', script, 'sh', ...args], { env: environmentFor(request, rules), stdio });
  if (isPush) {
    const base = processEnvironment(process.env);
    const [, , , told, verdict] = child.stdio as [unknown, unknown, unknown, Readable, Writable];
    for (const stream of [told, verdict]) stream.on('error', () => {});
    // Its own failure is told to the pusher.
    const git = new Git({ directory: repository, environment: base });
    void answerHook(git, rules, told, verdict).catch(() => verdict.destroy());
  }
  return child;
}

function environmentFor(request: IncomingMessage, rules: RefRules): Record<string, string> {
  const base = processEnvironment(process.env);
  const protocol = request.headers['git-protocol'];
  const environment = gitEnvironment({ base, locks: true, config: configOf(rules) });
  return { ...environment, ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}) };
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
    // By which each push is told of, also of several within one look.
    ['core.logAllRefUpdates', 'always'],
  ];
}

function rulesOf(request: IncomingMessage): RefRules {
  const header = request.headers[REF_RULES_HEADER];
  return RefRules.parse(typeof header === 'string' ? JSON.parse(decodeURIComponent(header)) : {});
}
