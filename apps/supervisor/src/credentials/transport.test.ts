import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@craftastic/contract/ids';
import { fetch } from '@craftastic/git/fetch';
import { push } from '@craftastic/git/push';
import { describe, expect, it } from 'vitest';
import { startGitServer } from '../../../../packages/git/test/git-server.ts';
import { finish, temporaryFolder } from '../../../../packages/git/test/repository.ts';
import { sessionGit } from '../git/session-git.ts';
import { startTransport } from './transport.ts';

const run = promisify(execFile);
const SECRET = 'top-secret-token';

/** The API's side of `api.sock`: adds the token and passes on, as far as these tests need it. */
async function proxy(socketPath: string, token: string | null) {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    const [, scheme, host, ...path] = (incoming.url ?? '').split('/');
    seen.push(incoming.url ?? '');
    const headers = { ...incoming.headers, host };
    const authorization = token && `Basic ${Buffer.from(`ada:${token}`).toString('base64')}`;
    const outgoing = httpRequest(
      `${scheme}://${host}/${path.join('/')}`,
      { method: incoming.method, headers: authorization ? { ...headers, authorization } : headers },
      (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.rawHeaders)),
    );
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function scene(token: string | null = SECRET) {
  const folder = await temporaryFolder();
  const server = await startGitServer({ users: { ada: SECRET } });
  await server.createRepository('team/project', { 'a.txt': 'a\n' });
  const api = await proxy(join(folder.path, 'api.sock'), token);
  const config = {
    id: newId(),
    runDirectory: folder.path,
    origin: server.urlOf('team/project'),
    author: { name: 'Ada "the\\first" Lovelace', email: 'ada@example.com' },
  };
  const transport = await startTransport(config);
  const environment = { PATH: process.env.PATH ?? '', HOME: folder.path, ...transport.environment };
  const git = async (...args: string[]) => (await run('git', args, { cwd: folder.path, env: environment })).stdout;
  return {
    ...folder,
    server,
    api,
    config,
    transport,
    environment,
    git,
    work: join(folder.path, 'work'),
    async [Symbol.asyncDispose]() {
      await transport.close();
      await api[Symbol.asyncDispose]();
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('transport', () => {
  it('clones and pushes with a token that the sandbox never has, from a terminal and from the panel alike', async () => {
    await using s = await scene();
    await s.git('clone', '--quiet', s.server.urlOf('team/project'), 'work');
    await writeFile(join(s.work, 'b.txt'), randomBytes(3_000_000));
    await s.git('-C', 'work', 'add', '.');
    await s.git('-C', 'work', 'commit', '--quiet', '--message', 'from the terminal');
    await s.git('-C', 'work', 'push', '--quiet');
    expect(await s.git('-C', 'work', 'log', '-1', '--format=%an <%ae>')).toBe(
      'Ada "the\\first" Lovelace <ada@example.com>\n',
    );
    expect(await s.git('-C', 'work', 'remote', '-v')).toContain(`${s.server.origin}/team/project.git (push)`);

    const panel = sessionGit(s.work, s.environment);
    await s.git('-C', 'work', 'commit', '--quiet', '--allow-empty', '--message', 'for the panel');
    expect(await finish(push(panel, { forceWithLease: false }))).toMatchObject({ upToDate: false });
    await finish(fetch(panel));
    const host = new URL(s.server.origin).host;
    expect(s.api.seen.every((url) => url.startsWith(`/http/${host}/team/project.git/`))).toBe(true);
    expect(s.server.requests.every((request) => request.user === 'ada')).toBe(true);
    expect(JSON.stringify(s.environment)).not.toContain(SECRET);
  });

  it('says that the token is missing, with the address that the user knows, and asks nobody', async () => {
    await using s = await scene(null);
    await expect(s.git('clone', '--quiet', s.server.urlOf('team/project'), 'work')).rejects.toThrow(
      /could not read Username/,
    );
    await run('git', ['init', '--quiet', s.work]);
    await run('git', ['-C', s.work, 'remote', 'add', 'origin', s.server.urlOf('team/project')]);
    await expect(finish(fetch(sessionGit(s.work, s.environment)))).rejects.toMatchObject({
      code: 'GIT_AUTHENTICATION_FAILED',
      data: { host: new URL(s.server.origin).host },
    });
  });

  it('leaves other hosts alone, and follows a new origin and author', async () => {
    await using s = await scene();
    await using other = await startGitServer();
    await other.createRepository('open', { 'x.txt': 'x\n' });
    await s.git('clone', '--quiet', other.urlOf('open'), 'other');
    expect(s.api.seen).toEqual([]);
    await s.transport.configure({ name: 'Bob', email: 'bob@example.com' }, other.urlOf('open'));
    await s.git('clone', '--quiet', other.urlOf('open'), 'again');
    expect(s.api.seen.length).toBeGreaterThan(0);
    expect(await s.git('var', 'GIT_AUTHOR_IDENT')).toMatch(/^Bob <bob@example.com>/);
    await s.transport.configure(null, null);
    await expect(s.git('-C', 'other', 'commit', '--allow-empty', '-m', 'x')).rejects.toThrow(
      /tell me who you are|no email/i,
    );
  });

  it('serves terminals that are older than the supervisor', async () => {
    await using s = await scene();
    const directory = s.transport.environment.GIT_CONFIG_SYSTEM?.replace(/\/gitconfig$/, '') ?? '';
    const before = await readFile(join(directory, 'port'), 'utf8');
    // A killed supervisor does not close: the files stay, and the next one comes beside them.
    const next = await startTransport(s.config);
    expect(next.environment).toEqual(s.transport.environment);
    expect(await readFile(join(directory, 'port'), 'utf8')).not.toBe(before);
    await s.git('clone', '--quiet', s.server.urlOf('team/project'), 'work');
    await next.close();
  });

  it('passes bodies through unchanged, and answers where the API is gone', async () => {
    await using s = await scene();
    await s.git('clone', '--quiet', s.server.urlOf('team/project'), 'work');
    const content = randomBytes(20_000_000);
    await writeFile(join(s.work, 'big'), content);
    await s.git('-C', 'work', 'add', '.');
    await s.git('-C', 'work', 'commit', '--quiet', '--message', 'big');
    await s.git('-C', 'work', '-c', 'http.postBuffer=65536', 'push', '--quiet');
    await s.git('clone', '--quiet', s.server.urlOf('team/project'), 'copy');
    const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(sum(await readFile(join(s.path, 'copy/big')))).toBe(sum(content));
    await s.api[Symbol.asyncDispose]();
    await expect(finish(fetch(sessionGit(s.work, s.environment)))).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });
});
