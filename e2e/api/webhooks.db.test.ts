import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { delivery, publishedWebhooks } from '../../apps/api/test/published-webhooks.ts';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';

const run = promisify(execFile);
const NS = 'https://site.do';

let remote: GitServer;
let craftastic: Craftastic;
let client: Client;
let work: string;
let environmentId: string;
let hook: { url: string; secret: string };
let count = 0;

beforeAll(async () => {
  remote = await startGitServer();
  craftastic = await Craftastic.start({ CRAFTASTIC_GIT_HOSTS: new URL(remote.origin).host });
  client = craftastic.client();
  work = await mkdtemp(join(tmpdir(), 'cft-webhooks-'));
  await remote.createRepository('site', { 'a.md': '# A\n' });
  environmentId = (await ready(client, (await client.environments.create({ url: remote.urlOf('site') })).id)).id;
  await client.bindings.create({ ns: NS, environmentId, branchPatterns: ['feature/*'] });
  await run('git', ['clone', '-q', remote.directoryOf('site'), work]);
  hook = await client.environments.createWebhook({ id: environmentId });
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await remote?.close();
  await rm(work, { recursive: true, force: true });
}, 60_000);

test('the address is the environment’s, and the secret is not told again', async () => {
  expect(hook.url).toBe(`${craftastic.url}/api/webhooks/github?environment=${environmentId}`);
  const environment = await client.environments.get({ id: environmentId });
  expect(environment.webhook).toBe(true);
  expect(JSON.stringify(environment)).not.toContain(hook.secret);
});

test('a ping is answered', async () => {
  const [ping] = await publishedWebhooks('ping');
  expect(await send('ping', ping)).toEqual([200, { taken: 'ping' }]);
});

test('a push to the other host is synced by its webhook, whatever files that lists', async () => {
  await expect.poll(names).toEqual(['A']);
  await pushElsewhere('main', 'b.md', '# B\n');
  const [push] = await publishedWebhooks('push');
  // The published payload names files and commits of another repository; only its branch counts.
  expect(await send('push', { ...push, ref: 'refs/heads/main' })).toEqual([202, { taken: 'fetching' }]);
  await expect.poll(names, { timeout: 20_000 }).toEqual(['A', 'B']);
});

test('a branch that is created there gets its context, and loses it when it is deleted', async () => {
  await run('git', ['-C', work, 'push', '-q', 'origin', 'HEAD:refs/heads/feature/x']);
  const [create] = await publishedWebhooks('create');
  expect(await send('create', { ...create, ref: 'feature/x', ref_type: 'branch' })).toEqual([
    202,
    { taken: 'fetching' },
  ]);
  await expect.poll(() => statusOf('feature/x'), { timeout: 20_000 }).toBe('active synced');
  await run('git', ['-C', work, 'push', '-q', 'origin', '--delete', 'feature/x']);
  const [gone] = await publishedWebhooks('delete');
  await send('delete', { ...gone, ref: 'feature/x', ref_type: 'branch' });
  await expect.poll(() => statusOf('feature/x'), { timeout: 20_000 }).toBe('merged synced');
});

test('a branch that a webhook names without having moved comes to rest again', async () => {
  const [push] = await publishedWebhooks('push');
  await send('push', { ...push, ref: 'refs/heads/main' });
  await expect.poll(() => statusOf('main'), { timeout: 20_000 }).toBe('active synced');
});

test('what is delivered twice is taken once', async () => {
  const [push] = await publishedWebhooks('push');
  const once = await delivery({ secret: hook.secret, name: 'push', id: 'the-same', payload: push });
  expect((await fetch(hook.url, once)).status).toBe(202);
  const again = await fetch(hook.url, once);
  expect([again.status, await again.json()]).toEqual([200, { taken: 'repeated' }]);
});

test.each<[string, number, (request: Awaited<ReturnType<typeof delivery>>) => RequestInit]>([
  ['another signature', 401, (one) => ({ ...one, headers: { ...one.headers, 'x-hub-signature-256': 'sha256=00' } })],
  ['no signature', 401, ({ headers: { 'x-hub-signature-256': _, ...headers }, ...one }) => ({ ...one, headers })],
  ['a changed body', 401, (one) => ({ ...one, body: `${one.body} ` })],
  ['no delivery', 400, (one) => ({ ...one, headers: { ...one.headers, 'x-github-delivery': '' } })],
  ['a form', 415, (one) => ({ ...one, headers: { ...one.headers, 'content-type': 'text/plain' } })],
  ['more than GitHub sends', 413, (one) => ({ ...one, body: 'x'.repeat(26 * 1024 * 1024) })],
])('one with %s is refused with %i', async (_name, status, change) => {
  const good = await delivery({
    secret: hook.secret,
    name: 'push',
    id: `bad-${status}`,
    payload: { ref: 'refs/heads/x' },
  });
  const answer = await fetch(hook.url, change(good));
  expect(answer.status).toBe(status);
  await answer.text();
});

test('one that is no such event is refused', async () => {
  expect((await send('push', { no: 'ref' }))[0]).toBe(400);
  expect(await send('issues', { action: 'opened' })).toEqual([200, { taken: 'other' }]);
});

test('a new secret ends the one before, and without one nothing is taken', async () => {
  const before = hook;
  hook = await client.environments.createWebhook({ id: environmentId });
  const by = async (secret: string) =>
    (await fetch(hook.url, await delivery({ secret, name: 'ping', id: `ping-${secret}`, payload: {} }))).status;
  expect([await by(before.secret), await by(hook.secret)]).toEqual([401, 200]);
  await client.environments.removeWebhook({ id: environmentId });
  expect(await by(hook.secret)).toBe(401);
  expect((await client.environments.get({ id: environmentId })).webhook).toBe(false);
});

async function send(name: string, payload: unknown): Promise<[number, unknown]> {
  count += 1;
  const answer = await fetch(hook.url, await delivery({ secret: hook.secret, name, id: `delivery-${count}`, payload }));
  return [answer.status, await answer.json()];
}

async function pushElsewhere(branch: string, path: string, text: string): Promise<void> {
  await writeFile(join(work, path), text);
  const git = (...args: string[]) => run('git', ['-C', work, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args]);
  await git('add', '--all');
  await git('commit', '-q', '-m', path);
  await git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
}

async function names(): Promise<string[]> {
  return (await client.things.list({ ns: NS })).things.map(({ name }) => name);
}

async function statusOf(branch: string): Promise<string | undefined> {
  const found = (await client.bindings.branches({ ns: NS })).find((one) => one.branch === branch);
  return found && `${found.status} ${found.syncStatus}`;
}
