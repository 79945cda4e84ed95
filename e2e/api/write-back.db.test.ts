import { writeFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { isContractError } from '@craftastic/contract/contract-error';
import type { Environment } from '@craftastic/contract/environments';
import type { ThingConflict } from '@craftastic/contract/thing-conflict';
import type { ThingSource } from '@craftastic/contract/thing-edits';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Checkout } from '../support/checkout.ts';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';
import { join } from '../support/people.ts';

const PAGE = `---
title:   "Hello"   # in quotes
tags: [a, b]
# who wrote it
author: Ada
---

# Hello

First line.

Last line.
`;
const FILES = { 'docs/hello.md': PAGE, 'docs/index.md': '# Docs\n', 'src/code.md': '# Not content\n' };

/** Machines are slow, and syncs are not waited for by whoever pushes. */
const until = <T>(read: () => T, interval = 50) => expect.poll(read, { timeout: 30_000, interval });

let craftastic: Craftastic;
let client: Client;
let server: GitServer;

beforeAll(async () => {
  server = await startGitServer();
  craftastic = await Craftastic.start();
  client = craftastic.client();
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await server?.close();
}, 60_000);

describe.each(['hosted', 'remote'] as const)('in a %s repository', (kind) => {
  const NS = `https://${kind}.do`;
  const id = `${NS}/hello`;
  let environment: Environment;
  let other: Checkout;

  beforeAll(async () => {
    const url = kind === 'remote' ? (await server.createRepository('docs', FILES)).url : undefined;
    const made = await client.environments.create({ name: kind, ...(url ? { url } : {}) });
    environment = await ready(client, made.id);
    other = await Checkout.of(
      environment.repositoryUrl.replace(/^http:\/\/(?=.*\/git\/)/, `http://x:${craftastic.token}@`),
    );
    if (kind === 'hosted') await other.push(FILES);
    await client.bindings.create({ ns: NS, environmentId: environment.id, path: 'docs', branchPatterns: ['edit/*'] });
  }, 60_000);

  afterAll(async () => {
    await other?.[Symbol.asyncDispose]();
  });

  const source = (branch?: string) => client.things.source({ id, ns: NS, ...(branch ? { branch } : {}) });
  const save = (from: ThingSource, change: Partial<Pick<ThingSource, 'data' | 'content' | 'type'>>, more = {}) =>
    client.things.save({ id, ns: NS, base: from.version, data: from.data, content: from.content, ...change, ...more });

  test('a namespace that only follows git takes no edits, and says how to change that', async () => {
    await until(async () => (await client.things.list({ ns: NS })).total).toBe(2);
    const from = await source();
    expect(from.refusal).toContain('sync mode');
    await expect(save(from, {})).rejects.toMatchObject({ code: 'THING_NOT_EDITABLE' });
    await client.bindings.update({ ns: NS, syncMode: 'mirror' });
    expect((await source()).refusal).toBeNull();
    // Nobody has said who they are on a new server.
    if ((await client.auth.me()).name === null) {
      await expect(save(from, {})).rejects.toMatchObject({ code: 'GIT_IDENTITY_MISSING' });
    }
    await client.auth.updateMe({ name: 'Grace Hopper', email: 'grace@example.com' });
  });

  test('an edit is a commit of the user on the upstream; all else of the file stays', async () => {
    const from = await source();
    expect(Object.keys(from.data)).toEqual(['title', 'tags', 'author']);
    const change = {
      data: { ...from.data, title: 'Hi', new: true },
      content: from.content?.replace('First', '1st') ?? null,
    };
    const seen = await client.things.preview({ id, ns: NS, base: from.version, ...change });
    const expected = PAGE.replace('"Hello"', '"Hi"').replace('Ada\n', 'Ada\nnew: true\n').replace('First', '1st');
    expect(seen).toEqual({ path: 'docs/hello.md', before: PAGE, after: expected });

    const saved = await save(from, change, { message: 'Say hi\n\nWith a body.' });
    expect(saved).toMatchObject({ $id: id, branch: 'main', committed: true, merged: false, synced: true });
    expect(await other.show('docs/hello.md')).toBe(expected);
    expect(await other.git('log', '-1', '--format=%H %an <%ae> %cn%n%B', 'origin/main')).toBe(
      `${saved.commit} Grace Hopper <grace@example.com> Grace Hopper\nSay hi\n\nWith a body.`,
    );
    expect(await other.git('diff', '--stat', 'origin/main~1', 'origin/main')).toContain('1 file changed');
    expect(await client.things.get({ id, ns: NS })).toMatchObject({
      version: saved.version,
      data: { title: 'Hi', new: true },
      $source: { commit: saved.commit },
    });
  });

  test('nothing loops: an edit is one version and one push, and a look at the repository adds none', async () => {
    const versions = await client.things.history({ id, ns: NS });
    expect(versions).toHaveLength(2);
    await client.bindings.sync({ ns: NS });
    await until(async () => (await client.bindings.get({ ns: NS })).syncStatus).toBe('synced');
    expect(await client.things.history({ id, ns: NS })).toEqual(versions);
    const pushes = (await client.events.list({ environmentId: environment.id, type: 'git.push' })).filter(
      (event) => event.type === 'git.push' && event.commits.some(({ author }) => author.email === 'grace@example.com'),
    );
    expect(pushes).toHaveLength(1);
    expect(pushes[0]).toMatchObject({ commits: [{ message: 'Say hi', modified: ['docs/hello.md'], added: [] }] });
  });

  test('the same request again makes no second commit', async () => {
    const from = await source();
    const change = { data: { ...from.data, title: 'Once' } };
    const [first, again] = [await save(from, change), await save(from, change)];
    expect(again).toMatchObject({ committed: false, version: first.version });
    const [both, same] = await Promise.all([
      save(from, { data: { ...from.data, title: 'Once', both: 1 } }),
      save(from, { data: { ...from.data, title: 'Once', both: 1 } }),
    ]);
    expect([both.committed, same.committed].sort()).toEqual([false, true]);
  });

  test('what git changed elsewhere in the file is merged', async () => {
    const from = await source();
    const theirs = (await other.show('docs/hello.md')).replace('Last line.', 'Their last line.').replace('Ada', 'Eve');
    await other.push({ 'docs/hello.md': theirs, 'src/code.md': 'changed' });
    const saved = await save(from, {
      data: { ...from.data, title: 'Mine' },
      content: `\nMine first.\n${from.content}`,
    });
    expect(saved).toMatchObject({ committed: true, merged: true });
    const text = await other.show('docs/hello.md');
    expect(text).toContain('title:   "Mine"   # in quotes\n');
    expect(text).toContain('author: Eve');
    expect(text).toContain('\nMine first.\n');
    expect(text).toContain('Their last line.');
    expect(await other.show('src/code.md')).toBe('changed');
  });

  test('two edits at once: both are merged, or one is told', async () => {
    const from = await source();
    const results = await Promise.allSettled([
      save(from, { data: { ...from.data, left: 1 } }),
      save(from, { data: { ...from.data, right: 2 } }),
      save(from, { data: { ...from.data, title: 'A' } }),
      save(from, { data: { ...from.data, title: 'B' } }),
    ]);
    const failed = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(failed).toHaveLength(1);
    expect(isContractError(failed[0]?.reason, 'THING_CONFLICT')).toBe(true);
    const { data } = await client.things.get({ id, ns: NS });
    expect(data).toMatchObject({ left: 1, right: 2, title: expect.stringMatching(/^[AB]$/) });
    await client.things.dropConflict({ id, ns: NS });
  });

  test('what can’t be merged is kept with both sides, over a restart, until it is resolved', async () => {
    const from = await source();
    const text = await other.show('docs/hello.md');
    await other.push({
      'docs/hello.md': text.replace(/title: .*/, 'title: Theirs').replace(/Their last.*/, 'Theirs.'),
    });
    const mine = {
      data: { ...from.data, title: 'Mine' },
      content: from.content?.replace(/Their last.*/, 'Mine.') ?? null,
    };
    const conflict = await conflictOf(save(from, mine, { message: 'Mine' }));
    expect(conflict).toMatchObject({
      $id: id,
      path: 'docs/hello.md',
      fields: [{ path: ['title'], base: from.data.title, mine: 'Mine', theirs: 'Theirs' }],
      message: 'Mine',
    });
    expect(conflict.body).toContainEqual({
      kind: 'conflict',
      base: 'Their last line.\n',
      mine: 'Mine.\n',
      theirs: 'Theirs.\n',
    });
    expect(await client.things.conflicts({ ns: NS })).toMatchObject([{ $id: id, branch: 'main' }]);
    expect((await client.things.get({ id, ns: NS })).syncDirection).toBe('conflict');
    expect(await source()).toMatchObject({ conflict: true, data: { title: 'Theirs' } });

    await craftastic.kill();
    await craftastic.boot();
    const kept = await client.things.conflict({ id, ns: NS });
    expect(kept).toEqual(conflict);
    // Another edit leaves the one that waits where it is.
    const now = await source();
    await save(now, { data: { ...now.data, left: 0 } });
    expect(await client.things.conflicts({ ns: NS })).toHaveLength(1);
    const content = (kept.body ?? []).map((hunk) => (hunk.kind === 'text' ? hunk.text : hunk.mine)).join('');
    const { next: base, merged } = await client.things.conflict({ id, ns: NS });
    const data = { ...merged.data, title: 'Both' };
    await client.things.save({ id, ns: NS, base, data, content, resolves: true });
    expect(await other.show('docs/hello.md')).toMatch(/title: Both[\s\S]*Mine\./);
    expect(await client.things.conflicts({ ns: NS })).toEqual([]);
    expect((await client.things.get({ id, ns: NS })).syncDirection).toBe('do');
    await expect(client.things.conflict({ id, ns: NS })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a branch that was moved or wound back meanwhile is not put back', async () => {
    const from = await source();
    await other.pull();
    await other.git('push', '-q', '--force', 'origin', 'HEAD~1:refs/heads/main');
    await expect(save(from, { data: { ...from.data, left: 5 } })).resolves.toMatchObject({ committed: true });
    await other.git('fetch', '-q', 'origin');
    expect(await other.git('log', '-2', '--format=%an', 'origin/main')).toMatch(/^Grace Hopper\n/);
    expect(await other.git('rev-list', '--count', 'HEAD~1..origin/main')).toBe('1');
  });

  test('an edit that waits is found by the new id after its file was renamed', async () => {
    const from = await source();
    const text = await other.show('docs/hello.md');
    await other.push({ 'docs/hello.md': text.replace(/title: .*/, 'title: Another one') });
    await conflictOf(save(from, { data: { ...from.data, title: 'Mine' } }));
    await other.push({ 'docs/hello.md': null, 'docs/hi.md': await other.show('docs/hello.md') });
    await client.environments.fetch({ id: environment.id });
    await until(async () => (await client.things.get({ id, ns: NS })).$id).toBe(`${NS}/hi`);
    expect(await client.things.conflict({ id, ns: NS })).toMatchObject({
      path: 'docs/hi.md',
      mine: { data: { title: 'Mine' } },
    });
    await client.things.dropConflict({ id, ns: NS });
    expect(await client.things.conflicts({ ns: NS })).toEqual([]);
    await other.push({ 'docs/hello.md': PAGE, 'docs/hi.md': null });
    await client.environments.fetch({ id: environment.id });
    await until(async () => (await source()).$id).toBe(id);
  });

  test('what the database can’t keep is refused', async () => {
    await expect(client.things.list({ ns: NS, query: '\0' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const from = await source();
    await expect(save(from, { data: { a: 'x\0y' } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(save(from, { data: { $id: 'x' } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('a protected branch refuses; the edit goes to a new one', async () => {
    const hook =
      '#!/bin/sh\nwhile read old new ref; do\n  if [ "$ref" = refs/heads/main ]; then echo "main is protected" >&2; exit 1; fi\ndone\n';
    if (kind === 'hosted') {
      await client.environments.update({
        id: environment.id,
        refRules: { ...environment.refRules, lockedBranches: ['main'] },
      });
    } else await writeFile(joinPath(server.directoryOf('docs'), 'hooks/pre-receive'), hook, { mode: 0o755 });
    const from = await source();
    const change = { data: { ...from.data, left: 6 } };
    await expect(save(from, change)).rejects.toMatchObject({ code: 'PROTECTED_BRANCH', data: { branch: 'main' } });
    const more = { newBranch: 'edit/hello' };
    const saved = await save(from, change, more);
    expect(saved).toMatchObject({ branch: 'edit/hello', committed: true, synced: true, version: expect.any(Number) });
    expect(await save(from, change, more)).toMatchObject({ commit: saved.commit, committed: false });
    await expect(save(from, { data: {} }, more)).rejects.toMatchObject({ code: 'BRANCH_EXISTS' });
    expect((await client.things.get({ id, ns: NS, branch: 'edit/hello' })).data).toMatchObject({ left: 6 });
    await other.git('fetch', '-q', 'origin');
    expect(await other.git('log', '-1', '--format=%P', 'origin/edit/hello')).toBe(
      await other.git('rev-parse', 'origin/main'),
    );
    expect(await save(from, change, { newBranch: 'other' })).toMatchObject({ synced: false, version: null });
    await expect(save(from, change, { newBranch: '--force' })).rejects.toMatchObject({ code: 'BRANCH_INVALID' });
  });

  test('a new Thing, and one that goes', async () => {
    const branch = 'edit/hello';
    const made = await client.things.create({
      ns: NS,
      branch,
      path: 'guides/start.md',
      type: 'Guide',
      data: { title: 'Start' },
      content: '# Start\n',
    });
    expect(made).toMatchObject({ $id: `${NS}/guides/start`, committed: true, synced: true });
    expect(await other.show('docs/guides/start.md', branch)).toBe('---\n$type: Guide\ntitle: Start\n---\n# Start\n');
    const again = client.things.create({ ns: NS, branch, path: 'guides/start.md', content: 'x' });
    await expect(again).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    const key = { id: made.$id, ns: NS, branch };
    await expect(client.things.remove({ ...key, base: 1 })).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    await client.things.remove({ ...key, base: made.version ?? 0 });
    await expect(client.things.get(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(other.show('docs/guides/start.md', branch)).rejects.toThrow();
  });

  test.each([
    ['../src/new.md', 'FILE_NAME_INVALID'],
    ['.git/hooks/x.md', 'FILE_NAME_INVALID'],
    ['a//b.md', 'FILE_NAME_INVALID'],
    ['hello.md/x.md', 'FILE_NAME_INVALID'],
    ['data.json', 'FILE_NAME_INVALID'],
    ['page.txt', 'FILE_NAME_INVALID'],
  ])('a new Thing can’t be at %s', async (path, code) => {
    await expect(client.things.create({ ns: NS, branch: 'edit/hello', path, content: 'x' })).rejects.toMatchObject({
      code,
    });
  });

  test('a file that is moved keeps its bytes and its history; its old address leads to it', async () => {
    const here = { ns: NS, branch: 'edit/hello' };
    const create = (path: string) => client.things.create({ ...here, path, data: { title: path }, content: '# It\n' });
    const made = await create('here.md');
    await create('other.md');
    const text = await other.show('docs/here.md', here.branch);
    const move = { ...here, id: made.$id, base: made.version ?? 0, path: 'guides/hi there.md' };
    for (const [wrong, code] of [
      [{ path: 'here.yaml' }, 'FILE_NAME_INVALID'],
      [{ path: '../here.md' }, 'FILE_NAME_INVALID'],
      [{ path: 'other.md' }, 'FILE_EXISTS'],
      [{ path: 'other.mdx' }, 'FILE_EXISTS'],
      [{ base: move.base - 1 }, 'FILE_CHANGED'],
    ] as const)
      await expect(client.things.move({ ...move, ...wrong })).rejects.toMatchObject({ code });

    const moved = await client.things.move(move);
    expect(moved).toMatchObject({ $id: `${NS}/guides/hi%20there`, committed: true, synced: true });
    expect(await other.show('docs/guides/hi there.md', here.branch)).toBe(text);
    await expect(other.show('docs/here.md', here.branch)).rejects.toThrow();
    // Again, as by a browser that heard no answer: by the id of before.
    expect(await client.things.move(move)).toMatchObject({ $id: moved.$id, committed: false });
    expect(await client.things.get({ ...here, id: made.$id })).toMatchObject({ $id: moved.$id, aliasOf: made.$id });
    const versions = await client.things.history({ ...here, id: moved.$id });
    expect(versions.map(({ $id }) => $id)).toContain(made.$id);
  });

  test('a Thing that was deleted in git is told, and can be made anew', async () => {
    const branch = 'edit/hello';
    const from = await source(branch);
    await other.push({ 'docs/hello.md': null }, branch);
    const conflict = await conflictOf(save(from, { content: 'Mine\n' }, { branch }));
    expect(conflict).toMatchObject({ theirs: null, mine: { content: 'Mine\n' } });
    const back = { id, ns: NS, branch, base: conflict.next, data: { title: 'Back' }, content: 'Mine\n' };
    await client.things.save({ ...back, resolves: true });
    expect(await client.things.conflicts({ ns: NS, branch })).toEqual([]);
    expect(await other.show('docs/hello.md', branch)).toBe('---\ntitle: Back\n---\nMine\n');
  });

  test('a file that can’t be read is not edited', async () => {
    const branch = 'edit/hello';
    const from = await source(branch);
    await other.push({ 'docs/hello.md': '---\na: [\n---\n' }, branch);
    await expect(save(from, { data: { x: 1 } }, { branch })).rejects.toMatchObject({ code: 'THING_NOT_EDITABLE' });
    expect((await source(branch)).refusal).toMatch(/line \d/);
  });

  test('a namespace of the mode push takes in what others push with the next edit, or when it is asked to', async () => {
    const branch = 'edit/hello';
    await other.push({ 'docs/hello.md': PAGE }, branch);
    await client.environments.fetch({ id: environment.id });
    await until(async () => (await source(branch)).data.title).toBe('Hello');
    await client.bindings.update({ ns: NS, syncMode: 'push' });
    const context = async () => (await client.bindings.branches({ ns: NS })).find((each) => each.branch === branch);
    const pushed = await other.push({ 'docs/more.md': 'more' }, branch);
    await client.environments.fetch({ id: environment.id });
    await until(context).toMatchObject({ behind: true, syncStatus: 'synced' });
    await expect(client.things.get({ id: `${NS}/more`, branch })).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const from = await source(branch);
    const saved = await save(from, { data: { ...from.data, title: 'Pushed' } }, { branch });
    expect(saved.synced).toBe(true);
    expect(await context()).toMatchObject({ behind: false, commit: saved.commit });
    expect((await client.things.get({ id: `${NS}/more`, branch })).$source.commit).toBe(pushed);

    await other.push({ 'docs/more.md': 'more of it' }, branch);
    await client.environments.fetch({ id: environment.id });
    await until(context).toMatchObject({ behind: true });
    await client.bindings.sync({ ns: NS, branch });
    await until(async () => (await client.things.get({ id: `${NS}/more`, branch })).content).toBe('more of it');
    await client.bindings.update({ ns: NS, syncMode: 'mirror' });
  });

  test('a server that is killed on the way loses nothing and doubles nothing', async () => {
    const branch = 'edit/hello';
    await other.push({ 'docs/hello.md': PAGE }, branch);
    await client.environments.fetch({ id: environment.id });
    await until(async () => (await source(branch)).data.title).toBe('Hello');
    const from = await source(branch);
    const change = { data: { ...from.data, title: 'Killed' } };
    const before = await other.git('rev-list', '--count', `origin/${branch}`);
    const lost = save(from, change, { branch }).catch(() => null);
    // The upstream has it, whether or not the answer is under way.
    await until(() => other.show('docs/hello.md', branch), 5).toContain('Killed');
    await craftastic.kill();
    await lost;
    await craftastic.boot();
    expect(await save(from, change, { branch })).toMatchObject({ committed: false, synced: true });
    await other.git('fetch', '-q', 'origin');
    expect(await other.git('rev-list', '--count', `origin/${branch}`)).toBe(String(Number(before) + 1));
    expect((await client.things.get({ id, ns: NS, branch })).data).toMatchObject({ title: 'Killed' });
  });
});

test('an edit is pushed with the token of who made it, never with the owner’s', async () => {
  await using host = await startGitServer({ users: { grace: 'token-of-grace', bob: 'token-of-bob' } });
  const { url } = await host.createRepository('private', FILES);
  const ns = 'https://private.do';
  const id = `${ns}/hello`;
  await client.auth.updateMe({ name: 'Grace Hopper', email: 'grace@example.com' });
  await client.tokens.create({ origin: host.origin, username: 'grace', token: 'token-of-grace' });
  const environment = await ready(client, (await client.environments.create({ url })).id);
  await client.bindings.create({ ns, environmentId: environment.id, path: 'docs', syncMode: 'mirror' });
  await until(async () => (await client.things.list({ ns })).total).toBe(2);
  const bob = await join(craftastic, 'bob');
  await bob.client.auth.updateMe({ name: 'Bob', email: 'bob@example.com' });
  await client.members.set({ id: environment.id, login: 'bob', role: 'read' });
  const { version, data } = await bob.client.things.source({ id, ns });
  const edit = { id, ns, base: version, data: { ...data, title: 'By Bob' } };
  await expect(bob.client.things.save(edit)).rejects.toMatchObject({ code: 'FORBIDDEN' });

  await client.members.set({ id: environment.id, login: 'bob', role: 'write' });
  await expect(bob.client.things.save(edit)).rejects.toMatchObject({ code: 'GIT_AUTHENTICATION_FAILED' });
  await bob.client.tokens.create({ origin: host.origin, username: 'bob', token: 'token-of-bob' });
  expect(await bob.client.things.save(edit)).toMatchObject({ committed: true, synced: true });
  const pushers = () =>
    host.requests
      .filter(({ method, url }) => method === 'POST' && url.endsWith('git-receive-pack'))
      .map(({ user }) => user);
  expect(pushers()).toEqual(['bob']);

  // The same of a session: without a token of his own he pushes nothing, though the owner has one.
  const made = await bob.client.sessions.create({ environmentId: environment.id, branch: 'of-bob', base: 'main' });
  const { id: sessionId } = await settled(bob.client, made.id);
  await bob.client.files.create({ sessionId, path: 'new.md', type: 'file' });
  await bob.client.git.stage({ sessionId, paths: ['new.md'] });
  await bob.client.git.commit({ sessionId, message: 'By Bob' });
  const push = async () => {
    for await (const _ of await bob.client.git.push({ sessionId }));
  };
  for (const token of await bob.client.tokens.list()) await bob.client.tokens.remove({ id: token.id });
  await expect(push()).rejects.toMatchObject({ code: 'GIT_AUTHENTICATION_FAILED' });
  await bob.client.tokens.create({ origin: host.origin, username: 'bob', token: 'token-of-bob' });
  await push();
  expect(pushers()).toEqual(['bob', 'bob']);
});

async function conflictOf(saving: Promise<unknown>): Promise<ThingConflict> {
  const error: unknown = await saving.then(
    () => null,
    (reason) => reason,
  );
  if (!isContractError(error, 'THING_CONFLICT')) throw error ?? new Error('it was saved');
  return error.data.conflict;
}
