import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@craftastic/contract/ids';
import { type Database, openDatabase } from '@craftastic/db/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../settings.ts';
import { BrowserLogins } from './browser-logins.ts';

const DAY_MS = 86_400_000;
let directory: string;
let database: Database;
let logins: BrowserLogins;
let userId: string;
let value: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'logins-'));
  const migrations = join(ROOT, 'prisma/migrations');
  database = await openDatabase({ url: undefined, embeddedDirectory: join(directory, 'postgres'), migrations });
  logins = new BrowserLogins(database);
});
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  userId = newId();
  await database.client.user.create({ data: { id: userId, login: userId } });
  value = await logins.open(userId, 'a browser');
});

/** As if all that was so long ago. */
async function age(milliseconds: number): Promise<void> {
  const row = await database.client.authSession.findFirstOrThrow({ where: { userId } });
  const earlier = (date: Date) => new Date(date.getTime() - milliseconds);
  await database.client.authSession.update({
    where: { id: row.id },
    data: { rotatedAt: earlier(row.rotatedAt), lastUsedAt: earlier(row.lastUsedAt), expiresAt: earlier(row.expiresAt) },
  });
}

/** The present value, or null for one that is not good. */
async function use(shown: string): Promise<string | null> {
  const found = await logins.find(shown, true);
  return found && (found.renewed ?? shown);
}

test('a value is good for a day, then another one takes its place', async () => {
  expect(await use(value)).toBe(value);
  await age(DAY_MS + 1000);
  const next = await use(value);
  expect(next).not.toBeNull();
  expect(next).not.toBe(value);
  // What was on its way with the old one is answered; once the new one has been used, for a minute more.
  expect(await use(value)).toBe(value);
  expect(await use(next ?? '')).toBe(next);
  expect(await use(value)).toBe(value);
  await age(61_000);
  await use(next ?? '');
  expect(await use(value)).toBeNull();
  expect(await use(next ?? '')).toBe(next);
});

test('a new value that was lost on its way does not log anybody out', async () => {
  await age(DAY_MS + 1000);
  const lost = await use(value);
  await age(61_000);
  const another = await use(value);
  expect(another).not.toBeNull();
  expect([value, lost]).not.toContain(another);
  expect(await use(another ?? '')).toBe(another);
});

test('an answer that can carry no cookie exchanges none', async () => {
  await age(DAY_MS + 1000);
  expect(await logins.find(value, false)).toMatchObject({ renewed: null });
  expect(await logins.find(value, false)).toMatchObject({ renewed: null });
});

test('a login ends a month after its last use, and with its person', async () => {
  await age(29 * DAY_MS);
  const kept = (await use(value)) ?? '';
  expect(kept).not.toBe('');
  await age(29 * DAY_MS);
  expect(await use(kept)).not.toBeNull();
  await database.client.user.update({ where: { id: userId }, data: { removedAt: new Date() } });
  expect(await use(kept)).toBeNull();
  await database.client.user.update({ where: { id: userId }, data: { removedAt: null } });
  await age(31 * DAY_MS);
  expect(await use(kept)).toBeNull();
});

test('what is not a value of ours is nobody’s', async () => {
  expect(await use('')).toBeNull();
  expect(await use(`${value}x`)).toBeNull();
});
