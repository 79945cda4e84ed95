import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newId } from '@craftastic/contract/ids';
import type { sessionSupervisor } from '@craftastic/contract/supervisor';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { Agent, fetch as undiciFetch } from 'undici';
import { isAnswered } from '../src/server/listen.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const run = promisify(execFile);

export type SessionClient = ContractRouterClient<typeof sessionSupervisor>;

export interface TestSupervisor extends AsyncDisposable {
  client: SessionClient;
  sessionId: string;
  workspace: string;
  socketPath: string;
  pid: number;
  /** To its raw paths: downloads and uploads. */
  fetch: (path: string, init?: Parameters<typeof undiciFetch>[1]) => ReturnType<typeof undiciFetch>;
  git(...args: string[]): Promise<string>;
  logs(): string;
}

/** A supervisor as a real process, on a real worktree of a new repository, in a folder that goes away with it. */
export async function startSupervisor(options: { main?: string } = {}): Promise<TestSupervisor> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'cs-')));
  const repositoryDirectory = join(root, 'repo');
  const runDirectory = join(root, 'run');
  const home = join(root, 'home');
  const sessionId = newId();
  const workspace = join(repositoryDirectory, 'worktrees', sessionId);
  await Promise.all([mkdir(runDirectory), mkdir(home), mkdir(repositoryDirectory)]);

  // Also where the system's own bashrc has another prompt.
  await writeFile(join(home, '.bashrc'), "PS1='$ '\n");
  const gitEnvironment = {
    ...process.env,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  const gitIn = async (cwd: string, args: string[]) =>
    (await run('git', args, { cwd, env: gitEnvironment, maxBuffer: 1e9 })).stdout;
  const bare = join(repositoryDirectory, '.git');
  await gitIn(root, ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  const tree = (await gitIn(bare, ['write-tree'])).trim();
  const commit = (await gitIn(bare, ['commit-tree', '-m', 'Start', tree])).trim();
  await gitIn(bare, ['update-ref', 'refs/heads/main', commit]);
  await gitIn(bare, ['worktree', 'add', '--quiet', workspace, 'main']);

  const config = {
    kind: 'session',
    id: sessionId,
    runDirectory,
    repositoryDirectory,
    workspace,
    origin: null,
    author: { name: 'Ada', email: 'ada@example.org' },
    isolated: false,
  };
  const child = spawn(process.execPath, [options.main ?? MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      SHELL: '/bin/bash',
      CRAFTASTIC_SUPERVISOR: JSON.stringify(config),
      CRAFTASTIC_SANDBOX: sessionId,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let logs = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    logs += text;
  });
  const exited = once(child, 'exit');
  const socketPath = join(runDirectory, 'supervisor.sock');
  const failed = exited.then(() => {
    throw new Error(`The supervisor ended: ${logs}`);
  });
  failed.catch(() => undefined);
  await Promise.race([answering(runDirectory, socketPath), failed]);

  const agent = new Agent({ connect: { socketPath } });
  const fetch: TestSupervisor['fetch'] = (path, init) =>
    undiciFetch(`http://supervisor${path}`, { ...init, dispatcher: agent });
  const link = new RPCLink({
    url: 'http://supervisor/rpc',
    // The caller's own signal: a `Request` follows it weakly, and once that is collected nothing ends a stream.
    fetch: async (request, init, { signal }) =>
      (await undiciFetch(request.url, {
        ...init,
        method: request.method,
        headers: [...request.headers],
        body: request.body === null ? null : await request.arrayBuffer(),
        signal: signal ?? null,
        dispatcher: agent,
      })) as unknown as Response,
  });

  return {
    client: createORPCClient(link),
    sessionId,
    workspace,
    socketPath,
    pid: child.pid ?? 0,
    fetch,
    git: (...args) => gitIn(workspace, args),
    logs: () => logs,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
      await agent.destroy();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function answering(directory: string, socketPath: string): Promise<void> {
  const stop = new AbortController();
  const changes = watch(directory, { signal: stop.signal });
  try {
    if (await isAnswered(socketPath)) return;
    for await (const _ of changes) if (await isAnswered(socketPath)) return;
  } finally {
    stop.abort();
  }
}
