import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';
import { processesWith } from '../support/look-for.ts';

const run = promisify(execFile);
const TOKEN = 'tok_3nQ7vXk29fLmZp';

let remote: GitServer;
let craftastic: Craftastic;
let client: Client;
let environment: Environment;

beforeAll(async () => {
  remote = await startGitServer({ users: { dev: TOKEN } });
  await remote.createRepository('shop', { 'README.md': '# Shop\n', 'src/index.ts': 'export const answer = 41;\n' });
  craftastic = await Craftastic.start();
  client = craftastic.client();
  await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await remote?.close();
}, 60_000);

describe.sequential('from a URL to a pushed commit', () => {
  test('a private repository without a token is refused with the code that offers to add one', async () => {
    const made = await client.environments.create({ url: remote.urlOf('shop') });
    await expect(ready(client, made.id)).rejects.toThrow(/GIT_AUTHENTICATION_FAILED/);
    await client.tokens.create({ origin: remote.origin, username: 'dev', token: TOKEN });
    await client.environments.retry({ id: made.id });
    environment = await ready(client, made.id);
    expect(environment).toMatchObject({ name: 'shop', slug: 'shop', defaultBranch: 'main', hosted: false });
  });

  test('a session on a new branch has the files, and commits and pushes them', async () => {
    const made = await client.sessions.create({
      environmentId: environment.id,
      branch: 'feature/answer',
      base: 'main',
    });
    const { id: sessionId } = await settled(client, made.id);
    const file = await client.files.read({ sessionId, path: 'src/index.ts' });
    await client.files.write({
      sessionId,
      path: 'src/index.ts',
      text: 'export const answer = 42;\n',
      expectedVersion: file.version,
    });
    await client.git.stage({ sessionId, paths: ['src/index.ts'] });
    const { id: commit } = await client.git.commit({ sessionId, message: 'Know the answer' });
    for await (const _ of await client.git.push({ sessionId }));
    const { stdout } = await run('git', [
      '-C',
      remote.directoryOf('shop'),
      'log',
      '-1',
      '--format=%H %an <%ae> %s',
      'feature/answer',
    ]);
    expect(stdout.trim()).toBe(`${commit} Ada Lovelace <ada@example.com> Know the answer`);
    const status = await client.git.status({ sessionId });
    expect(status).toMatchObject({
      branch: 'feature/answer',
      upstream: 'origin/feature/answer',
      ahead: 0,
      behind: 0,
      total: 0,
    });
  });

  test('the same branch twice names the session that has it', async () => {
    const [first] = await client.sessions.list({ environmentId: environment.id });
    await expect(
      client.sessions.create({ environmentId: environment.id, branch: 'feature/answer' }),
    ).rejects.toMatchObject({
      code: 'BRANCH_IN_USE',
      data: { sessionId: first?.id },
    });
  });

  test('the token is nowhere but sealed in the database', async () => {
    const { stdout: grep } = await run('grep', ['-rlaF', TOKEN, craftastic.data]).catch((error) => error);
    // The database has it sealed; its log and its files must not have it in the clear.
    expect(grep).toBe('');
    expect(craftastic.output).not.toContain(TOKEN);
    expect(await processesWith(TOKEN)).toEqual([]);
  });

  test('removing a session is refused while it holds work, and done by force', async () => {
    const made = await client.sessions.create({ environmentId: environment.id, branch: 'work', base: 'main' });
    const { id: sessionId } = await settled(client, made.id);
    await client.files.write({ sessionId, path: 'new.txt', text: 'mine\n', expectedVersion: null });
    await expect(client.sessions.remove({ id: sessionId })).rejects.toMatchObject({
      code: 'WORK_WOULD_BE_LOST',
      data: { uncommitted: 1 },
    });
    await client.sessions.stop({ id: sessionId });
    await settled(client, sessionId, ['stopped']);
    await client.sessions.start({ id: sessionId });
    await settled(client, sessionId);
    expect((await client.files.read({ sessionId, path: 'new.txt' })).text).toBe('mine\n');
    const worktree = join(craftastic.data, 'repos', environment.id, 'worktrees', sessionId);
    expect((await stat(worktree)).isDirectory()).toBe(true);
    await client.sessions.remove({ id: sessionId, force: true });
    await expect(stat(worktree)).rejects.toThrow(/ENOENT/);
  });

  test('a killed server finds its sessions again, with what runs in them', async () => {
    const [session] = await client.sessions.list({ environmentId: environment.id });
    const sessionId = session?.id ?? '';
    const terminal = await client.terminals.create({ sessionId });
    await craftastic.kill();
    await craftastic.boot();
    expect(await settled(client, sessionId)).toMatchObject({ status: 'running' });
    expect(await client.terminals.list({ sessionId })).toMatchObject([{ id: terminal.id, status: 'running' }]);
  });

  test('a server killed while it clones and while it starts a session goes on with both', async () => {
    const clone = await client.environments.create({ url: remote.urlOf('shop'), name: 'again' });
    await craftastic.kill();
    await craftastic.boot();
    const again = await ready(client, clone.id);
    const made = await client.sessions.create({ environmentId: again.id, branch: 'main' });
    await craftastic.kill();
    await craftastic.boot();
    await settled(client, made.id);
    expect((await client.files.read({ sessionId: made.id, path: 'README.md' })).text).toBe('# Shop\n');
  });

  test('a setup script runs in a terminal; its failure leaves the session open, with a retry', async () => {
    const [again] = (await client.environments.list()).filter(({ name }) => name === 'again');
    const environmentId = again?.id ?? '';
    await client.environments.update({
      id: environmentId,
      setupScript: 'echo "$MODE" > set-up.txt && test -e go-on',
      variables: [{ name: 'MODE', value: 'dev', secret: true }],
    });
    const made = await client.sessions.create({ environmentId, branch: 'setup', base: 'main' });
    const failed = await settled(client, made.id);
    expect(failed.error).toMatchObject({ code: 'SETUP_FAILED' });
    await client.files.write({ sessionId: made.id, path: 'go-on', text: '', expectedVersion: null });
    await client.sessions.start({ id: made.id });
    expect(await settled(client, made.id)).toMatchObject({ status: 'running', error: null });
    expect((await client.files.read({ sessionId: made.id, path: 'set-up.txt' })).text).toBe('dev\n');
  });
});

describe.sequential('a hosted repository', () => {
  test('is made with a first commit, cloned and pushed to from outside, and from a session', async () => {
    const made = await client.environments.create({ name: 'Notes' });
    const hosted = await ready(client, made.id);
    expect(hosted).toMatchObject({
      hosted: true,
      defaultBranch: 'main',
      repositoryUrl: `${craftastic.url}/git/notes.git`,
    });
    const session = await settled(
      client,
      (await client.sessions.create({ environmentId: hosted.id, branch: 'main' })).id,
    );
    await client.files.write({ sessionId: session.id, path: 'a.md', text: 'a\n', expectedVersion: null });
    await client.git.stage({ sessionId: session.id, all: true });
    await client.git.commit({ sessionId: session.id, message: 'Add a' });
    for await (const _ of await client.git.push({ sessionId: session.id }));
    const clone = join(craftastic.data, 'outside');
    await run('git', ['clone', '-q', hosted.repositoryUrl.replace('http://', `http://x:${craftastic.token}@`), clone]);
    expect(await readFile(join(clone, 'a.md'), 'utf8')).toBe('a\n');

    // And the other way: what is pushed from outside is behind the session without a Fetch.
    await run('git', [
      '-C',
      clone,
      '-c',
      'user.name=Bob',
      '-c',
      'user.email=b@x.y',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'Outside',
    ]);
    await run('git', ['-C', clone, 'push', '-q']);
    for await (const event of await client.sessions.events({ id: session.id })) {
      if (event.type === 'session' && event.session.behind === 1) break;
    }
  });

  test('answers nobody without the access token', async () => {
    const answer = await fetch(`${craftastic.url}/git/notes.git/info/refs?service=git-upload-pack`);
    expect(answer.status).toBe(401);
  });
});

test('a sandbox that ends by itself is told, with a way back', async () => {
  const { id: environmentId } = await ready(client, (await client.environments.create({ name: 'Ends' })).id);
  const { id } = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);
  await client.files.write({ sessionId: id, path: 'kept.txt', text: 'kept\n', expectedVersion: null });
  // The parent of a terminal's shell is the supervisor, which may be gone before it has answered.
  await client.terminals.create({ sessionId: id, command: 'kill -9 $PPID' }).catch(() => {});
  expect(await settled(client, id, ['error'])).toMatchObject({ error: { code: 'SANDBOX_FAILED' } });
  await client.sessions.start({ id });
  await settled(client, id);
  expect((await client.files.read({ sessionId: id, path: 'kept.txt' })).text).toBe('kept\n');
});
