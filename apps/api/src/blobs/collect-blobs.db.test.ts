import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Database, openDatabase } from '@craftastic/db/database';
import { inTransaction } from '@craftastic/db/sql';
import { FileStore } from '@craftastic/store/file-store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BlobKeeper } from '../sync/blobs.ts';
import { collectParts, dropParts } from '../sync/parts.ts';
import { collectBlobs, GRACE_MS } from './collect-blobs.ts';

const ENVIRONMENT = 'environment1';
const NS = 'https://media.example';
let folder: string;
let database: Database;
let store: FileStore;
let part: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cft-blobs-'));
  database = await openDatabase({
    url: undefined,
    embeddedDirectory: join(folder, 'postgres'),
    migrations: fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url)),
  });
  const { client } = database;
  await client.user.create({ data: { id: 'user1', login: 'ada' } });
  await client.environment.create({
    data: { id: ENVIRONMENT, slug: 'media', name: 'Media', ownerId: 'user1', status: 'ready' },
  });
  await client.binding.create({ data: { ns: NS, environmentId: ENVIRONMENT, defaultBranch: 'main' } });
  part = (await client.filePart.create({ data: { bindingNs: NS } })).id;
  await contextWith('main', part);
  store = new FileStore(join(folder, 'objects'));
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await database.client.blob.deleteMany();
  await database.client.contextFile.deleteMany();
  await rm(join(folder, 'objects'), { recursive: true, force: true });
});

/** A context that names a part. Returns its id. */
async function contextWith(branch: string, named: number): Promise<number> {
  const { id } = await database.client.branchContext.create({ data: { bindingNs: NS, branch } });
  await database.client.contextPart.create({ data: { contextId: id, slot: 0, part: named } });
  return id;
}

/** A large content in the store with its row, and a file that has it. */
async function keep(hash: string): Promise<string> {
  const key = `${ENVIRONMENT}/${hash.slice(0, 2)}/${hash}-1`;
  await store.put(key, Readable.from([Buffer.from(hash)]), hash.length);
  await database.client.blob.create({
    data: { environmentId: ENVIRONMENT, hash, size: 2_000_000n, tier: 'warm', key },
  });
  await name(hash);
  return key;
}

const name = (hash: string) =>
  database.client.contextFile.create({
    data: { part, path: hash, parent: '', name: hash, type: 'file', hash, size: 2_000_000n, mode: '100644' },
  });
const unname = (hash: string) => database.client.contextFile.deleteMany({ where: { path: hash } });
const collect = (at: Date) => collectBlobs({ database, store }, at);
const later = (ms = GRACE_MS) => new Date(Date.now() + ms + 60_000);

test('what files have stays; what none has goes after the grace time, and not if one has it again by then', async () => {
  const [used, left, back] = [await keep('aa11'), await keep('bb22'), await keep('cc33')];
  await unname('bb22');
  await unname('cc33');
  expect(await collect(new Date())).toEqual({ rows: 0, objects: 0 });
  await name('cc33');
  expect(await collect(later())).toEqual({ rows: 1, objects: 1 });
  expect(await Promise.all([used, left, back].map((key) => store.has(key)))).toEqual([true, false, true]);
  expect(await collect(later(2 * GRACE_MS))).toEqual({ rows: 0, objects: 0 });
});

test('a part that two contexts let go of at the same moment goes, and one that a context has stays', async () => {
  const { client, pool } = database;
  const shared = await client.filePart.create({ data: { bindingNs: NS } });
  const [one, other] = [await contextWith('one', shared.id), await contextWith('other', shared.id)];
  await inTransaction(pool, async (first) => {
    await dropParts(first, [one]);
    // Neither sees what the other has done.
    await inTransaction(pool, (second) => dropParts(second, [other]));
  });
  expect(await client.filePart.count()).toBe(2);
  expect(await collectParts(client)).toBe(1);
  expect(await client.filePart.findMany({ select: { id: true } })).toEqual([{ id: part }]);
});

test('contents in the database go too, and all of an environment that is gone at once', async () => {
  const keeper = new BlobKeeper(database, ENVIRONMENT);
  await keeper.keep([{ hash: 'dd44', bytes: Buffer.from('x') }]);
  const lost = new BlobKeeper(database, 'environment2');
  await lost.keep([{ hash: 'dd44', bytes: Buffer.from('x') }]);
  await Promise.all([keeper.done(), lost.done()]);
  expect(await collect(new Date())).toEqual({ rows: 1, objects: 0 });
  expect(await database.client.blob.findMany({ select: { environmentId: true } })).toEqual([
    { environmentId: ENVIRONMENT },
  ]);
  expect(await collect(later())).toEqual({ rows: 1, objects: 0 });
});

test('a sync that takes a content up while it is let go of has it, whoever comes first', async () => {
  const keeper = new BlobKeeper(database, ENVIRONMENT);
  const content = [{ hash: 'ee55', bytes: Buffer.from('x') }];
  await keeper.keep(content);
  await keeper.done();
  await collect(new Date());
  // The sync holds the row and has not committed; collecting waits for it, and then sees that it is wanted.
  let collecting: Promise<{ rows: number }> | undefined;
  await database.client.$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE blobs SET unused_since = NULL WHERE hash = 'ee55'`;
    collecting = collect(later());
    await expect.poll(() => waiting()).toBe(1);
  });
  expect(await collecting).toMatchObject({ rows: 0 });
  // Collecting comes first: the sync finds nothing, and keeps it anew.
  await collect(new Date());
  await Promise.all([collect(later()), keeper.keep(content).then(() => keeper.done())]);
  await keeper.keep(content);
  await keeper.done();
  expect(await database.client.blob.count({ where: { hash: 'ee55', unusedSince: null } })).toBe(1);
});

test('an object without a row goes when it is old: its server was killed before it wrote one', async () => {
  const key = `${ENVIRONMENT}/ff/ff66-1`;
  await store.put(key, Readable.from([Buffer.from('x')]), 1);
  expect(await collect(new Date())).toMatchObject({ objects: 0 });
  const old = new Date(Date.now() - GRACE_MS - 60_000);
  await utimes(join(folder, 'objects', key), old, old);
  expect(await collect(new Date())).toMatchObject({ objects: 1 });
  expect(await store.has(key)).toBe(false);
});

/** Statements that wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await database.client.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%unused_since%'`;
  return Number(row?.count ?? 0);
}
