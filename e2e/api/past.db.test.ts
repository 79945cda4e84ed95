import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '@craftastic/contract/environments';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Checkout } from '../support/checkout.ts';
import { synced as syncedAt } from '../support/contexts.ts';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';

const NS = 'https://docs.do';

let craftastic: Craftastic;
let client: Client;
let environment: Environment;
let checkout: Checkout;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  environment = await ready(client, (await client.environments.create({ name: 'Docs' })).id);
  checkout = await Checkout.ofHosted(environment, craftastic.token);
  await client.bindings.create({
    ns: NS,
    environmentId: environment.id,
    path: 'docs',
    branchPatterns: ['feature/*', 'then/*'],
  });
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await checkout?.[Symbol.asyncDispose]();
}, 60_000);

/** A state that readers had: of which branch, at which commit, when, and what. */
interface Seen {
  branch: string;
  commit: string;
  time: string;
  content: unknown[];
}

test('each state that readers had is had again, by commit and by time, and is what a fresh sync of the commit gives', async () => {
  const seen: Seen[] = [];
  const step = async (branch: string, change: () => Promise<unknown>) => {
    await change();
    await git('add', '--all');
    await git('commit', '-q', '--allow-empty', '-m', `step ${seen.length}`);
    const commit = await push(branch);
    const { lastSyncAt } = await synced(branch, commit);
    seen.push({ branch, commit, time: lastSyncAt ?? '', content: await contentOf({ branch }) });
  };
  await step('main', () =>
    write({ 'docs/index.md': '# Docs\n\n[b](b.md)\n', 'docs/a.md': '# A\n', 'docs/b.md': '# B\n' }),
  );
  await step('main', () => write({ 'docs/a.md': '# A again\n', 'docs/c.md': '# C\n' }));
  await step('main', () => rename(join(checkout.directory, 'docs/b.md'), join(checkout.directory, 'docs/moved.md')));
  await git('switch', '-q', '-c', 'feature/x');
  await step('feature/x', () => write({ 'docs/a.md': '# A of x\n', 'docs/x.md': '# X\n' }));
  await step('feature/x', () => rm(join(checkout.directory, 'docs/moved.md')));
  await git('switch', '-q', 'main');
  await step('main', () => rm(join(checkout.directory, 'docs/a.md')));
  await step('main', () => write({ 'docs/a.md': '# A, a third time\n' }));
  await git('switch', '-q', 'feature/x');
  await step('feature/x', () => git('merge', '-q', '-X', 'ours', 'main'));
  await step('feature/x', () => write({ 'docs/index.md': '# Docs of x\n' }));

  for (const { branch, commit, time, content } of seen) {
    expect(await contentOf({ branch, at: commit }), `${branch} ${commit}`).toEqual(content);
    expect(await contentOf({ branch, at: time }), `${branch} ${time}`).toEqual(content);
    expect((await client.things.list({ ns: NS, branch, at: commit.slice(0, 8) })).commit).toBe(commit);
  }
  const told = await client.bindings.commits({ ns: NS, branch: 'main' });
  const ofMain = seen.flatMap(({ branch, commit }) => (branch === 'main' ? [commit] : [])).reverse();
  // Before them all, the commit that the repository began with.
  expect(told.map(({ commit }) => commit).slice(0, -1)).toEqual(ofMain);
  expect(told[0]).toMatchObject({
    message: `step ${seen.findLastIndex(({ branch }) => branch === 'main')}`,
    author: 'Eve',
  });
  // A fresh sync numbers its versions anew; all else is the same.
  for (const [index, { commit, content }] of seen.entries()) {
    await git('push', '-q', 'origin', `${commit}:refs/heads/then/${index}`);
    await synced(`then/${index}`, commit);
    expect((await contentOf({ branch: `then/${index}` })).map(withoutVersion)).toEqual(content.map(withoutVersion));
  }
}, 120_000);

test('one Thing of the past, by the id that it had; and what has changed since', async () => {
  const [first = '', second = '', third = ''] = (await git('rev-list', '--reverse', 'main')).split('\n').slice(1);
  expect(await client.things.get({ id: `${NS}/a`, ns: NS, at: first })).toMatchObject({ name: 'A' });
  expect(await client.things.get({ id: `${NS}/a`, ns: NS, at: second })).toMatchObject({ name: 'A again' });
  expect(await client.things.get({ id: `${NS}/b`, ns: NS, at: second })).toMatchObject({
    $id: `${NS}/b`,
    aliasOf: null,
  });
  await expect(client.things.get({ id: `${NS}/c`, ns: NS, at: first })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  // What it linked to then was there then.
  expect(await client.things.get({ id: NS, ns: NS, at: first })).toMatchObject({
    links: [{ to: `${NS}/b`, exists: true }],
  });
  const since = await client.things.diff({ ns: NS, fromAt: first, toAt: third });
  expect(since).toMatchObject({
    from: { branch: 'main', commit: first },
    to: { branch: 'main', commit: third },
    added: [{ $id: `${NS}/c` }, { $id: `${NS}/moved` }],
    changed: [{ $id: `${NS}/a` }],
    removed: [{ $id: `${NS}/b` }],
  });
});

test('files of the past: a folder, a text, a part of the bytes, by a commit and by a time', async () => {
  const [first = '', second = ''] = (await git('rev-list', '--reverse', 'main')).split('\n').slice(1);
  const names = async (at: string) => (await files(at)).entries?.map(({ name }) => name);
  expect(await names(first)).toEqual(['a.md', 'b.md', 'index.md']);
  expect(await names(second)).toEqual(['a.md', 'b.md', 'c.md', 'index.md']);
  expect(await files(first, 'a.md')).toMatchObject({ type: 'file', size: 4, text: '# A\n', commit: first });
  const told = await client.bindings.commits({ ns: NS, branch: 'main' });
  const synchronised = told.find(({ commit }) => commit === second)?.syncedAt ?? '';
  // The database has parts of the millisecond, too.
  const time = new Date(Date.parse(synchronised) + 1).toISOString();
  expect(await files(time, 'a.md')).toMatchObject({ text: '# A again\n', commit: second });
  const query = new URLSearchParams({ path: 'a.md', at: second });
  const bytes = await fetch(`${craftastic.url}/api/ns/${encodeURIComponent(NS)}/file?${query}`, {
    headers: { authorization: `Bearer ${craftastic.token}`, range: 'bytes=2-2' },
  });
  expect([bytes.status, bytes.headers.get('content-range'), await bytes.text()]).toEqual([206, 'bytes 2-2/10', 'A']);

  await expect(files(first, 'c.md')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(files(first, 'README.md')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(files(first, '../README.md')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  // A commit of another branch, and the tree of a commit, are no states of this one.
  const elsewhere = await git('rev-parse', 'feature/x');
  await expect(files(elsewhere)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(files(await git('rev-parse', `${first}^{tree}`))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a time before the first sync and a commit that never was a state are refused', async () => {
  await expect(client.things.list({ ns: NS, at: '2001-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await git('switch', '-q', 'main');
  await write({ 'docs/one.md': '1' });
  await git('add', '--all');
  await git('commit', '-q', '-m', 'one');
  const between = await git('rev-parse', 'HEAD');
  await write({ 'docs/two.md': '2' });
  await git('add', '--all');
  await git('commit', '-q', '-m', 'two');
  await synced('main', await push('main'));
  await expect(client.things.list({ ns: NS, at: between })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(files(between)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(client.things.list({ ns: NS, at: 'yesterday' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('what has become another namespace’s is not read as the past of this one', async () => {
  await write({ 'docs/deep/own.md': '# Own\n' });
  await git('add', '--all');
  await git('commit', '-q', '-m', 'deep');
  const commit = await push('main');
  await synced('main', commit);
  expect(await files(commit, 'deep/own.md')).toMatchObject({ text: '# Own\n' });
  await client.bindings.create({ ns: 'https://deep.do', environmentId: environment.id, path: 'docs/deep' });
  expect((await files(commit)).entries?.map(({ name }) => name)).not.toContain('deep');
  await expect(files(commit, 'deep')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(files(commit, 'deep/own.md')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

const files = (at: string, path = '') => client.ns.files({ ns: NS, at, path });

async function contentOf(place: {
  branch: string;
  at?: string;
}): Promise<{ id: string; version: number; rest: unknown }[]> {
  const { things } = await client.things.list({ ns: NS, ...place });
  return things.map(({ $id, version, name, $type, $source }) => ({
    id: $id,
    version,
    rest: [name, $type, $source.path],
  }));
}

const withoutVersion = (row: unknown) => ({ ...(row as { version: number }), version: 0 });

async function push(branch: string): Promise<string> {
  await git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
  return git('rev-parse', 'HEAD');
}

const git = (...args: string[]): Promise<string> => checkout.git(...args);
const write = (files: Record<string, string>): Promise<void> => checkout.write(files);
const synced = (branch: string, commit: string) => syncedAt(client, { ns: NS, branch }, commit);
