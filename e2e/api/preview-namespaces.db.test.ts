import { afterAll, beforeAll, expect, test } from 'vitest';
import { Checkout } from '../support/checkout.ts';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';

const NS = 'https://app.do';
const DARK = 'https://preview-dark-mode.app.do';

let craftastic: Craftastic;
let client: Client;
let checkout: Checkout;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  const environment = await ready(client, (await client.environments.create({ name: 'App' })).id);
  checkout = await Checkout.ofHosted(environment, craftastic.token);
  await checkout.push({
    'docs/index.md': '# App\n',
    'docs/start.md': '---\nauthor:\n  $id: /team\n---\n# Start\n\n[home](index.md)\n',
    'docs/team.md': '# Team\n',
  });
  await client.bindings.create({
    ns: NS,
    environmentId: environment.id,
    path: 'docs',
    branchPatterns: ['feature/*', 'fix/*'],
    previewTemplate: 'https://preview-{branch}.app.do',
  });
}, 60_000);

afterAll(async () => {
  await checkout?.[Symbol.asyncDispose]();
  await craftastic?.[Symbol.asyncDispose]();
}, 60_000);

test('a branch is a namespace of its own, with its Things below it and their links within it', async () => {
  await checkout.git('push', '-q', 'origin', 'origin/main:refs/heads/feature/dark-mode');
  await checkout.push(
    {
      'docs/start.md': '---\nauthor:\n  $id: https://app.do/team\n---\n# Dark start\n\n[home](index.md)\n',
    },
    'feature/dark-mode',
  );
  await expect.poll(() => namesOf({ ns: DARK })).toEqual(['App', 'Dark start', 'Team']);
  expect(await namesOf({ ns: NS })).toEqual(['App', 'Start', 'Team']);
  expect((await client.bindings.get({ ns: NS })).previews).toEqual([{ ns: DARK, branch: 'feature/dark-mode' }]);
  const { things } = await client.things.list({ ns: DARK });
  expect(things.map(({ $id }) => $id)).toEqual([DARK, `${DARK}/start`, `${DARK}/team`]);
  expect((await client.things.list({ ns: DARK, after: `${DARK}/start` })).things).toHaveLength(1);
  const thing = await client.things.get({ id: `${DARK}/start` });
  expect(thing).toMatchObject({
    $id: `${DARK}/start`,
    ns: DARK,
    branch: 'feature/dark-mode',
    name: 'Dark start',
    data: { author: { $id: `${DARK}/team` } },
    links: expect.arrayContaining([
      { predicate: 'links', to: DARK, exists: true },
      { predicate: 'author', to: `${DARK}/team`, exists: true },
    ]),
    $source: { branch: 'feature/dark-mode' },
  });
  expect((await client.things.get({ id: DARK })).backlinks).toEqual([{ predicate: 'links', from: `${DARK}/start` }]);
  expect((await client.things.history({ id: `${DARK}/start` })).map(({ $id }) => $id)).toEqual([
    `${DARK}/start`,
    `${DARK}/start`,
  ]);
  expect(await client.things.diff({ ns: DARK })).toMatchObject({
    from: { branch: 'main' },
    to: { branch: 'feature/dark-mode' },
    changed: [{ $id: `${DARK}/start` }],
  });
  expect((await client.ns.files({ ns: DARK, path: 'start.md' })).text).toContain('# Dark start');
  // The branch is the same by its own name.
  expect((await client.things.get({ id: `${NS}/start@feature/dark-mode` })).$id).toBe(`${NS}/start`);
});

test('two branches that ask for one name: each has its own, and keeps it', async () => {
  await checkout.git('push', '-q', 'origin', 'origin/main:refs/heads/fix/dark-mode');
  await checkout.push({ 'docs/start.md': '# Fixed start\n' }, 'fix/dark-mode');
  await expect.poll(previews).toHaveLength(2);
  const other = (await previews()).find(({ branch }) => branch === 'fix/dark-mode')?.ns ?? '';
  expect(other).toMatch(/^https:\/\/preview-dark-mode-[0-9a-z]{6}\.app\.do$/);
  await expect.poll(() => namesOf({ ns: other })).toEqual(['App', 'Fixed start', 'Team']);
  await checkout.git('push', '-q', 'origin', '--delete', 'feature/dark-mode');
  await expect.poll(previews).toEqual([{ ns: other, branch: 'fix/dark-mode' }]);
  await expect(client.things.list({ ns: DARK })).rejects.toMatchObject({ code: 'NAMESPACE_NOT_BOUND' });
  await client.bindings.update({ ns: NS, previewTemplate: null });
  expect(await previews()).toEqual([]);
  await expect(client.things.get({ id: `${other}/start` })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

const previews = async () => (await client.bindings.get({ ns: NS })).previews;

async function namesOf(place: { ns: string }): Promise<string[] | null> {
  const list = await client.things.list(place).catch(() => null);
  return list?.things.map(({ name }) => name) ?? null;
}
