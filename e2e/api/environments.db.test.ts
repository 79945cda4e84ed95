import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, Craftastic, failed, ready, settled } from '../support/craftastic.ts';

let remote: GitServer;
let craftastic: Craftastic;
let client: Client;

beforeAll(async () => {
  remote = await startGitServer();
  craftastic = await Craftastic.start();
  client = craftastic.client();
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await remote?.close();
}, 60_000);

describe('a clone that can not be', () => {
  test.each([
    ['of no address', () => 'nonsense', 'URL_INVALID'],
    ['of another scheme', () => 'ext::sh -c id', 'URL_INVALID'],
    ['with a password in its address', () => 'https://me:secret@example.com/repo', 'URL_INVALID'],
  ])('%s is refused at once', async (_name, url, code) => {
    await expect(client.environments.create({ url: url() })).rejects.toMatchObject({ code });
  });

  test('of a repository that is not there says so, and is made once it is', async () => {
    const { id } = await client.environments.create({ url: remote.urlOf('later') });
    expect((await failed(client, id)).error).toMatchObject({ code: 'REPOSITORY_NOT_FOUND' });
    await remote.createRepository('later', { 'a.txt': 'a\n' });
    await client.environments.retry({ id });
    expect((await ready(client, id)).error).toBeNull();
  });

  test('of a host that does not answer names the host', async () => {
    const { id } = await client.environments.create({ url: 'http://127.0.0.1:9/repo.git' });
    expect((await failed(client, id)).error).toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:9'),
    });
  });

  test('is cancelled while the host lets it wait, and goes on when tried again', async () => {
    const { url } = await remote.createRepository('slow', { 'a.txt': 'a\n' });
    const gate = Promise.withResolvers<void>();
    remote.holdUntil(gate.promise);
    const { id } = await client.environments.create({ url });
    await client.environments.cancel({ id });
    expect((await failed(client, id)).error).toMatchObject({ code: 'CANCELLED' });
    gate.resolve();
    remote.holdUntil(null);
    await client.environments.retry({ id });
    await ready(client, id);
  });
});

describe('an empty remote', () => {
  test('is cloned, and gets its first commit from a session', async () => {
    const { url } = await remote.createRepository('empty');
    const { id } = await ready(client, (await client.environments.create({ url })).id);
    await client.auth.updateMe({ name: 'Ada', email: 'ada@example.com' });
    const session = await settled(client, (await client.sessions.create({ environmentId: id, branch: 'main' })).id);
    await client.files.write({ sessionId: session.id, path: 'a.txt', text: 'a\n', expectedVersion: null });
    await client.git.stage({ sessionId: session.id, all: true });
    await client.git.commit({ sessionId: session.id, message: 'First' });
    for await (const _ of await client.git.push({ sessionId: session.id }));
    expect((await client.environments.branches({ id })).map(({ name, remote }) => [name, remote])).toEqual([
      ['main', true],
    ]);
  });
});

describe('sessions of one environment', () => {
  test('are many at once, each with its own files; an unknown branch is an error that can be retried or removed', async () => {
    const { url } = await remote.createRepository('many', { 'a.txt': 'a\n', '.gitignore': '.env*\n' });
    const { id: environmentId } = await ready(client, (await client.environments.create({ url })).id);
    await client.environments.update({ id: environmentId, copyList: ['.env.local'] });
    const first = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);
    await client.files.write({ sessionId: first.id, path: '.env.local', text: 'KEY=1\n', expectedVersion: null });

    const made = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        client.sessions.create({ environmentId, branch: `feature/${number}`, base: 'main' }),
      ),
    );
    const sessions = await Promise.all(made.map(({ id }) => settled(client, id)));
    await Promise.all(
      sessions.map(({ id, branch }) =>
        client.files.write({ sessionId: id, path: 'own.txt', text: branch, expectedVersion: null }),
      ),
    );
    for (const { id, branch } of sessions) {
      expect((await client.files.read({ sessionId: id, path: 'own.txt' })).text).toBe(branch);
      expect((await client.files.read({ sessionId: id, path: '.env.local' })).text).toBe('KEY=1\n');
    }

    const wrong = await client.sessions.create({ environmentId, branch: 'no-such-branch' });
    await expect(settled(client, wrong.id)).rejects.toThrow(/BRANCH_NOT_FOUND/);
    await client.sessions.remove({ id: wrong.id });

    await expect(client.environments.remove({ id: environmentId })).rejects.toMatchObject({
      code: 'ENVIRONMENT_IN_USE',
      data: { sessions: 5 },
    });
    await client.environments.remove({ id: environmentId, force: true });
    expect(await client.sessions.list({ environmentId })).toEqual([]);
  });

  test('removed while commits are being made, each is told, and nothing of it is left', async () => {
    const { url } = await remote.createRepository('removed', { 'docs/a.md': '# A\n' });
    const { id: environmentId } = await ready(client, (await client.environments.create({ url })).id);
    const ns = 'https://removed.do';
    await client.auth.updateMe({ name: 'Ada', email: 'ada@example.com' });
    await client.bindings.create({ ns, environmentId, path: 'docs', syncMode: 'mirror' });
    await expect.poll(async () => (await client.things.list({ ns })).total, { timeout: 30_000 }).toBe(1);
    const { id: sessionId } = await settled(
      client,
      (await client.sessions.create({ environmentId, branch: 'main' })).id,
    );
    // The commit waits in its hook for somebody who never comes.
    const hook = 'mkfifo wait; printf "#!/bin/sh\\ntouch begun; read x < wait\\n" > hook; chmod +x hook';
    const place = 'cp hook "$(git rev-parse --git-common-dir)/hooks/pre-commit"';
    await client.terminals.create({
      sessionId,
      command: `${hook}; mkdir -p "$(git rev-parse --git-common-dir)/hooks"; ${place}; touch set`,
    });
    const has = (name: string) => async () =>
      (await client.files.list({ sessionId })).some((entry) => entry.name === name);
    await expect.poll(has('set'), { timeout: 30_000 }).toBe(true);
    await client.git.stage({ sessionId, paths: ['hook'] });
    const codes = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => error.code,
      );
    const commit = codes(client.git.commit({ sessionId, message: 'Never made' }));
    await expect.poll(has('begun'), { timeout: 30_000 }).toBe(true);
    const edits = [1, 2, 3].map((number) =>
      codes(client.things.create({ ns, path: `${number}.md`, data: { number }, content: 'x' })),
    );
    await client.environments.remove({ id: environmentId, force: true });
    expect(await commit).not.toBe('done');
    for (const code of [await commit, ...(await Promise.all(edits))]) expect(code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(await readdir(join(craftastic.data, 'repos'))).not.toContain(environmentId);
  });

  test('follow a branch that is switched in the terminal, and tell of its changes', async () => {
    const { url } = await remote.createRepository('switched', { 'a.txt': 'a\n' });
    const { id: environmentId } = await ready(client, (await client.environments.create({ url })).id);
    const { id } = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);
    await client.terminals.create({ sessionId: id, command: 'git switch -c elsewhere && echo b > b.txt' });
    for await (const event of await client.sessions.events({ id })) {
      if (event.type === 'session' && event.session.branch === 'elsewhere' && event.session.changes === 1) break;
    }
    expect(await client.sessions.get({ id })).toMatchObject({ branch: 'elsewhere', name: 'elsewhere', changes: 1 });
  });
});
