import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startS3Server } from '../../packages/store/test/s3-server.ts';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';

const run = promisify(execFile);
const NS = 'https://media.example';
const MB = 2 ** 20;

let craftastic: Craftastic;
let client: Client;
let environment: Environment;
let work: string;
const film = randomBytes(3 * MB + 11);
const plan = randomBytes(300_000);

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  environment = await ready(client, (await client.environments.create({ name: 'Media' })).id);
  work = await mkdtemp(join(tmpdir(), 'cft-files-'));
  await git('clone', '-q', urlOf(environment), '.');
  await push({ 'site/film.mp4': film, 'site/again/film.mp4': film, 'site/plan.png': plan, 'site/empty.bin': '' });
  await client.bindings.create({ ns: NS, environmentId: environment.id, path: 'site' });
  await vi.waitFor(() => client.ns.files({ ns: NS, path: 'film.mp4' }), 20_000);
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await rm(work, { recursive: true, force: true });
}, 60_000);

describe.sequential('files of a namespace', () => {
  test('a large content is in the store once, under what git calls it', async () => {
    const oid = oidOf(film);
    await expect
      .poll(() => objects())
      .toEqual([expect.stringMatching(`^${environment.id}/${oid.slice(0, 2)}/${oid}-`)]);
    const [key = ''] = await objects();
    expect((await readFile(join(craftastic.data, 'objects', key))).equals(film)).toBe(true);
    await push({ 'site/third.mp4': film });
    await expect.poll(() => client.ns.files({ ns: NS, path: 'third.mp4' }).catch(() => null)).not.toBeNull();
    expect(await objects()).toEqual([key]);
  });

  test('they are read whole, in parts, and not at all where they are known', async () => {
    const whole = await get('film.mp4');
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(film.length),
      'accept-ranges': 'bytes',
      etag: `"${oidOf(film)}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.* sandbox$/),
    });
    expect(Buffer.from(await whole.arrayBuffer()).equals(film)).toBe(true);
    const etag = whole.headers.get('etag') ?? '';
    const part = await get('film.mp4', { range: `bytes=${MB}-${2 * MB}`, 'if-range': etag });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${MB}-${2 * MB}/${film.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(film.subarray(MB, 2 * MB + 1))).toBe(true);
    expect((await get('film.mp4', { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
    expect((await get('film.mp4', { range: `bytes=${film.length}-` })).status).toBe(416);
    expect((await get('film.mp4', { 'if-none-match': etag })).status).toBe(304);
    const head = await get('film.mp4', {}, 'HEAD');
    expect([head.headers.get('content-length'), (await head.arrayBuffer()).byteLength]).toEqual([
      String(film.length),
      0,
    ]);
    const small = await get('plan.png', { range: 'bytes=-10' });
    expect(Buffer.from(await small.arrayBuffer()).equals(plan.subarray(-10))).toBe(true);
    expect((await (await get('empty.bin')).arrayBuffer()).byteLength).toBe(0);
    expect((await client.ns.files({ ns: NS, path: 'empty.bin' })).text).toBe('');
    for (const path of ['none.png', 'again', '../README.md', 'film.mp4/x'])
      expect((await get(path)).status, path).toBe(404);
    expect((await get('/etc/passwd')).status).toBe(400);
  });

  test('an object that is lost is read from the repository, and kept anew', async () => {
    const [key = ''] = await objects();
    await rm(join(craftastic.data, 'objects', key));
    expect(Buffer.from(await (await get('film.mp4')).arrayBuffer()).equals(film)).toBe(true);
    const part = await get('film.mp4', { range: 'bytes=2000000-2000099' });
    expect(Buffer.from(await part.arrayBuffer()).equals(film.subarray(2_000_000, 2_000_100))).toBe(true);
    await push({ 'site/fourth.mp4': film });
    await expect.poll(() => objects()).toEqual([expect.stringContaining(oidOf(film))]);
    expect(await objects()).not.toEqual([key]);
  });

  test('of a draft they are read from the session, and nothing of it is kept', async () => {
    const session = await settled(
      client,
      (await client.sessions.create({ environmentId: environment.id, branch: 'main' })).id,
    );
    const folder = join(craftastic.data, 'repos', environment.id, 'worktrees', session.id, 'site');
    const draft = randomBytes(2 * MB);
    await writeFile(join(folder, 'draft.png'), draft);
    const query = { session: session.id };
    await expect.poll(async () => (await get('draft.png', {}, 'HEAD', query)).status).toBe(200);
    expect(Buffer.from(await (await get('draft.png', {}, 'GET', query)).arrayBuffer()).equals(draft)).toBe(true);
    const part = await get('draft.png', { range: 'bytes=1000000-' }, 'GET', query);
    expect(Buffer.from(await part.arrayBuffer()).equals(draft.subarray(1_000_000))).toBe(true);
    expect((await get('draft.png')).status).toBe(404);
    expect(await objects()).toHaveLength(1);
    await client.sessions.remove({ id: session.id, force: true });
  });

  test('a content that another environment keeps is none of this one’s, whatever its trees name', async () => {
    const other = await ready(client, (await client.environments.create({ name: 'Other' })).id);
    // As a session could have written them: an object that is not what its id says, and a tree with the id.
    const bare = join(craftastic.data, 'repos', other.id, 'gitx.git');
    const at = (...args: string[]) => git('--git-dir', bare, ...args);
    const forged = (
      await run('sh', ['-c', 'printf wrong | git --git-dir "$1" hash-object -w --stdin', 'sh', bare])
    ).stdout.trim();
    const named = async (oid: string) => {
      const place = join(bare, 'objects', oid.slice(0, 2), oid.slice(2));
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, await readFile(join(bare, 'objects', forged.slice(0, 2), forged.slice(2))));
    };
    await named(oidOf(plan));
    const tree = (
      await run('sh', [
        '-c',
        `printf '100644 blob ${oidOf(film)}\\tfilm.mp4\\n100644 blob ${oidOf(plan)}\\tplan.png\\n' | git --git-dir "$1" mktree --missing`,
        'sh',
        bare,
      ])
    ).stdout.trim();
    const commit = await at('commit-tree', '-m', 'x', tree);
    await at('update-ref', 'refs/heads/main', commit);
    await client.bindings.create({ ns: 'https://other.example', environmentId: other.id });
    await expect
      .poll(() => client.ns.files({ ns: 'https://other.example', path: 'plan.png' }).catch(() => null))
      .not.toBeNull();
    const of = (path: string) => fetch(addressOf('https://other.example', path), { headers: auth() });
    expect((await of('film.mp4')).status).toBe(404);
    expect(await (await of('plan.png')).text()).toBe('wrong');
    expect(Buffer.from(await (await get('plan.png')).arrayBuffer()).equals(plan)).toBe(true);
    await client.environments.remove({ id: other.id, force: true });
  });

  test('in a bucket of S3 they are kept and read as in files, and no key of it is told', async () => {
    await using bucket = await startS3Server();
    const { accessKeyId, secretAccessKey } = bucket.credentials;
    await using other = await Craftastic.start({
      CRAFTASTIC_STORE_BUCKET: bucket.bucket,
      CRAFTASTIC_STORE_ENDPOINT: bucket.url,
      CRAFTASTIC_STORE_PREFIX: 'files',
      CRAFTASTIC_STORE_ACCESS_KEY: accessKeyId,
      CRAFTASTIC_STORE_SECRET_KEY: secretAccessKey,
    });
    const there = other.client();
    const made = await ready(there, (await there.environments.create({ name: 'Media' })).id);
    await git(
      'push',
      '-q',
      '--force',
      `http://ada:${other.token}@127.0.0.1:${other.port}/git/${made.slug}.git`,
      'HEAD:main',
    );
    await there.bindings.create({ ns: NS, environmentId: made.id, path: 'site' });
    const installation = (await readFile(join(other.data, 'installation'), 'utf8')).trim();
    await expect
      .poll(() => [...bucket.objects.keys()], { timeout: 30_000 })
      .toEqual([expect.stringMatching(`^files/${installation}/${made.id}/../${oidOf(film)}-`)]);
    const address = `${other.url}/api/ns/${encodeURIComponent(NS)}/file?path=film.mp4`;
    const authorization = `Bearer ${other.token}`;
    const part = await fetch(address, { headers: { authorization, range: 'bytes=2000000-2000099' } });
    expect(Buffer.from(await part.arrayBuffer()).equals(film.subarray(2_000_000, 2_000_100))).toBe(true);
    expect(other.output).not.toContain(secretAccessKey);
    await there.environments.remove({ id: made.id, force: true });
    await expect.poll(() => [...bucket.objects.keys()]).toEqual([]);
    expect(bucket.refused).toBe(0);
  });

  test('they go with their environment', async () => {
    await client.environments.remove({ id: environment.id, force: true });
    await expect.poll(() => objects()).toEqual([]);
  });
});

const auth = () => ({ authorization: `Bearer ${craftastic.token}` });
const urlOf = ({ slug }: Environment) => `http://ada:${craftastic.token}@127.0.0.1:${craftastic.port}/git/${slug}.git`;
const oidOf = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

const addressOf = (ns: string, path: string, more: Record<string, string> = {}) =>
  `${craftastic.url}/api/ns/${encodeURIComponent(ns)}/file?${new URLSearchParams({ path, ...more })}`;

function get(path: string, headers: Record<string, string> = {}, method = 'GET', more: Record<string, string> = {}) {
  return fetch(addressOf(NS, path, more), { method, headers: { ...auth(), ...headers } });
}

/** Keys of all objects in the store. */
async function objects(): Promise<string[]> {
  const found = await readdir(join(craftastic.data, 'objects'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return found
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.unfinished'))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(craftastic.data, 'objects/').length))
    .sort();
}

async function push(files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), content);
  }
  await git('add', '-A');
  await git('commit', '-qm', Object.keys(files).join(', '));
  await git('push', '-q', 'origin', 'HEAD:main');
}

async function git(...args: string[]): Promise<string> {
  const person = { NAME: 'Ada', EMAIL: 'ada@example.com' };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  );
  const { stdout } = await run('git', args, {
    cwd: work,
    env: { PATH: process.env.PATH, HOME: work, GIT_CONFIG_SYSTEM: '/dev/null', ...env },
  });
  return stdout.trim();
}
