import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import Docker from 'dockerode';
import { type Client, Craftastic, ready, settled } from '../../support/craftastic.ts';

const run = promisify(execFile);

export const HOST_TOKEN = 'tok_9Vx3kQm7TzB2wLpR';

/** A server under attack: real containers, a git host, and a folder of the host that no sandbox has. */
export interface Ground extends AsyncDisposable {
  craftastic: Craftastic;
  client: Client;
  remote: GitServer;
  docker: Docker;
  /** Of the host, writable for everybody, mounted nowhere. */
  outside: string;
  /** An environment on a repository of the git host, with one session on `main`. */
  target(files?: Record<string, string>): Promise<Target>;
  /** An environment whose repository this server itself serves. */
  hostedTarget(): Promise<Target>;
}

export interface Target {
  environmentId: string;
  sessionId: string;
  /** `repos/{environmentId}`: the repository sandbox can write here, a session can't. */
  root: string;
  bare: string;
  worktree: string;
  url: string;
  /** Removes the environment with its sessions. */
  remove(): Promise<void>;
  /** Run a script as code of the session would: hostile by definition. */
  inSession(script: string): Promise<{ code: number; output: string }>;
}

let made = 0;

export async function openGround(
  settings: (remote: GitServer) => Record<string, string> = () => ({}),
): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const outside = await mkdtemp(join(tmpdir(), 'outside-'));
  await chmod(outside, 0o777);
  stack.defer(() => rm(outside, { recursive: true, force: true }));
  const remote = stack.use(await startGitServer({ users: { dev: HOST_TOKEN } }));
  const craftastic = stack.use(await Craftastic.startEmbedded({ CRAFTASTIC_RUNTIME: 'docker', ...settings(remote) }));
  const client = craftastic.client();
  const docker = new Docker();
  await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
  await client.tokens.create({ origin: remote.origin, username: 'dev', token: HOST_TOKEN });
  const installation = (await readFile(join(craftastic.data, 'installation'), 'utf8')).trim();

  const targetOf = async (environmentId: string, url: string): Promise<Target> => {
    const { id: sessionId } = await settled(
      client,
      (await client.sessions.create({ environmentId, branch: 'main' })).id,
    );
    const root = join(craftastic.data, 'repos', environmentId);
    return {
      environmentId,
      sessionId,
      root,
      bare: join(root, '.git'),
      worktree: join(root, 'worktrees', sessionId),
      url,
      remove: async () => {
        await client.environments.remove({ id: environmentId, force: true });
      },
      inSession: (script) => inContainer(docker, `craftastic-${installation}-${sessionId}`, script),
    };
  };
  const kept = stack.move();
  return {
    craftastic,
    client,
    remote,
    docker,
    outside,
    async target(files = { 'README.md': '# Target\n', 'docs/a.md': '# A\n' }) {
      made += 1;
      const name = `target-${made}`;
      const { url } = await remote.createRepository(name, files);
      const { id } = await ready(client, (await client.environments.create({ url, name })).id);
      return targetOf(id, url);
    },
    async hostedTarget() {
      made += 1;
      const { id, repositoryUrl } = await ready(client, (await client.environments.create({ name: `own-${made}` })).id);
      return targetOf(id, repositoryUrl);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Run a shell script in a container, as its own user. */
export async function inContainer(
  docker: Docker,
  name: string,
  script: string,
): Promise<{ code: number; output: string }> {
  const exec = await docker
    .getContainer(name)
    .exec({ Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true, WorkingDir: '/workspace' });
  const stream = await exec.start({});
  const text = new PassThrough();
  docker.modem.demuxStream(stream, text, text);
  stream.once('end', () => text.end());
  let output = '';
  for await (const chunk of text) output += chunk;
  const { ExitCode: code } = await exec.inspect();
  return { code: code ?? -1, output };
}

/** Git by hand on the host: what the product never does. Whatever it ends with is fine; the canary is what counts. */
export async function gitByHand(directory: string, args: string[], home: string, input = ''): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_SYSTEM: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
  const running = run('git', ['-c', 'safe.directory=*', '-C', directory, ...args], { env, timeout: 30_000 });
  // A canary reads what it is given to its end.
  running.child.stdin?.end(input);
  await running.catch(() => {});
}

/** What a canary file has in it; null where nothing wrote it. It is taken away, so that the next attack starts clean. */
export async function takeCanary(...paths: string[]): Promise<string | null> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) continue;
    await rm(path, { force: true });
    return `${path}: ${text.trim()}`;
  }
  return null;
}
