import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Craftastic, ready, settled } from '../support/craftastic.ts';
import { clientOf, join } from '../support/people.ts';
import { Visitor } from '../support/preview-visitor.ts';
import { openStreams } from '../support/streams.ts';

let first: Craftastic;
let second: Craftastic;

beforeAll(async () => {
  first = await Craftastic.start({ CRAFTASTIC_PROXIES: 'loopback' });
  second = await Craftastic.beside(first);
});
afterAll(async () => {
  await second?.[Symbol.asyncDispose]();
  await first?.[Symbol.asyncDispose]();
});

test('a role that one server takes away is gone from what is open at another', async () => {
  const owner = first.client();
  const environment = await owner.environments.create({ name: 'shared' });
  const erin = await join(first, 'erin');
  using open = await openStreams(first, erin);
  const live = await open.client.live();
  expect((await live.next()).value).toEqual({ type: 'ready' });
  // A right that is given is told, too.
  await second.client().members.set({ id: environment.id, login: 'erin', role: 'read' });
  for await (const event of live) {
    if (event.type === 'ready' && (await erin.client.environments.list()).length > 0) break;
  }
  const again = await open.client.live();
  expect((await again.next()).value).toEqual({ type: 'ready' });
  await second.client().members.remove({ id: environment.id, login: 'erin' });
  for await (const event of again) {
    if (event.type === 'environment-removed' && event.id === environment.id) break;
  }
});

test('a login that ends at one server ends at another, even where the word of it was lost', async () => {
  const frank = await join(first, 'frank');
  using open = await openStreams(first, frank);
  const database = new pg.Client({ connectionString: await first.databaseUrl() });
  await database.connect();
  const { rowCount } = await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN "craftastic_rights"%'`,
  );
  await database.end();
  expect(rowCount).toBe(2);
  await clientOf(second, {
    cookie: frank.cookie.replace(String(first.port), String(second.port)),
  }).auth.logoutEverywhere();
  expect(await open.closed).toBe(4401);
});

test('a link that one server takes back ends what came in by it at another', async () => {
  const owner = first.client();
  const { id: environmentId } = await ready(owner, (await owner.environments.create({ name: 'linked' })).id);
  const { id: sessionId } = await settled(owner, (await owner.sessions.create({ environmentId, branch: 'main' })).id);
  const { id, url } = await owner.previews.share({ sessionId, port: 4173, expiresInMinutes: 5 });
  const guest = new Visitor();
  const page = await guest.visit(url);
  expect(page.body).toContain('Nothing listens on port 4173 yet');
  const open = await guest.start(new URL('/__craftastic/wait', page.url).href);
  const ended = new Promise<void>((resolve) => {
    open
      .on('error', () => {})
      .once('close', resolve)
      .resume();
  });
  await second.client().previews.unshare({ sessionId, id });
  await ended;
  expect(await guest.get(page.url)).toMatchObject({ status: 401 });
});

test('an address that guesses at one server is shut out by another, and its neighbours are not', async () => {
  const guess = (at: Craftastic, address: string) =>
    clientOf(at, { 'x-forwarded-for': address }).auth.login({ token: 'nor-is-it-this-one' });
  for (let failures = 0; failures < 20; failures += 1) {
    const at = failures % 2 === 0 ? first : second;
    await expect(guess(at, '192.0.2.1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  for (const at of [first, second]) {
    await expect(guess(at, '192.0.2.1')).rejects.toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    await expect(guess(at, '192.0.2.2')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});
