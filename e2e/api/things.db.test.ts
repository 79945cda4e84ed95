import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BranchContext } from '@craftastic/contract/bindings';
import type { Environment } from '@craftastic/contract/environments';
import type { GitEvent } from '@craftastic/contract/events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Checkout } from '../support/checkout.ts';
import { contextWhere, synced as syncedAt } from '../support/contexts.ts';
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
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await checkout?.[Symbol.asyncDispose]();
}, 60_000);

describe.sequential('from a push to a Thing', () => {
  test('a binding takes in what is there, and a push is readable by itself', async () => {
    await push('main', { 'docs/index.md': '# Docs\n', 'docs-old/a.md': 'old', 'src/a.md': 'code' });
    const binding = await client.bindings.create({
      ns: 'docs.do/',
      environmentId: environment.id,
      path: '/docs/',
      branchPatterns: ['feature/*'],
    });
    expect(binding).toMatchObject({ ns: NS, path: 'docs', defaultBranch: 'main', branches: 1 });
    await synced('main');
    expect(await idsOf('main')).toEqual([NS]);

    const text =
      '---\ntitle: Getting started\n$parent:\n  $id: https://docs.do\n---\n\nSee [home](./index.md) and [w](https://w.org).\n';
    const commit = await push('main', { 'docs/getting-started.mdx': text });
    await synced('main', commit);
    expect(await client.things.get({ id: `${NS}/getting-started` })).toMatchObject({
      $id: `${NS}/getting-started`,
      $type: 'https://schema.org/Article',
      name: 'Getting started',
      data: { title: 'Getting started', $parent: { $id: NS } },
      content: '\nSee [home](./index.md) and [w](https://w.org).\n',
      $source: { repo: environment.repositoryUrl, path: 'docs/getting-started.mdx', branch: 'main', commit },
      links: [
        { predicate: '$parent', to: NS, exists: true },
        { predicate: 'links', to: NS, exists: true },
        { predicate: 'links', to: 'https://w.org', exists: false },
      ],
    });
    expect((await client.things.get({ id: NS })).backlinks).toContainEqual({
      predicate: 'links',
      from: `${NS}/getting-started`,
    });
  });

  test('the push is an event with its commits and files, and so is the sync', async () => {
    const [synchronised, pushed] = await client.events.list({ environmentId: environment.id });
    expect(synchronised).toMatchObject({ type: 'things.synced', ns: NS, branch: 'main', written: 1, deleted: 0 });
    expect(pushed).toMatchObject({
      type: 'git.push',
      repo: environment.repositoryUrl,
      branch: 'main',
      forced: false,
      commits: [
        { message: 'docs/getting-started.mdx', added: ['docs/getting-started.mdx'], modified: [], removed: [] },
      ],
    });
  });

  test('a branch that matches has a context of its own; the default one is untouched', async () => {
    await git('switch', '-q', '-c', 'feature/x', 'main');
    const commit = await push('feature/x', {
      'docs/index.md': '---\nname: Better docs\n---\n# Docs\n',
      'docs/new.yaml': 'name: New\n',
      'docs/more.md': 'More',
    });
    await synced('feature/x', commit);
    expect(await idsOf('feature/x')).toEqual([NS, `${NS}/getting-started`, `${NS}/more`]);
    expect(await idsOf('main')).toEqual([NS, `${NS}/getting-started`]);
    expect((await client.things.get({ id: `${NS}@feature/x` })).name).toBe('Better docs');
    expect((await client.things.get({ id: NS })).name).toBe('Docs');
    const diff = await client.things.diff({ ns: NS, to: 'feature/x' });
    expect(diff.added.map(({ $id }) => $id)).toEqual([`${NS}/more`]);
    expect(diff.changed).toMatchObject([{ $id: NS, fields: [{ field: 'name', to: 'Better docs' }] }]);
    expect(diff.removed).toEqual([]);
    await git('switch', '-q', '-c', 'other', 'main');
    await git('push', '-q', 'origin', 'other');
    await told('git.branch.created', ({ branch }) => branch === 'other');
    await expect(client.things.list({ ns: NS, branch: 'other' })).rejects.toMatchObject({ code: 'BRANCH_NOT_FOUND' });
    await git('switch', '-q', 'main');
  });

  test('a broken frontmatter keeps the last good Thing, with the line of the error', async () => {
    const commit = await push('main', { 'docs/index.md': '---\nname: Docs\na: [\n---\n# Broken\n' });
    await synced('main', commit);
    expect(await client.things.get({ id: NS })).toMatchObject({ name: 'Docs', content: '# Docs\n', diagnostics: 1 });
    expect(await client.bindings.diagnostics({ ns: NS })).toMatchObject([
      {
        path: 'docs/index.md',
        severity: 'error',
        line: expect.any(Number),
        column: expect.any(Number),
        commit,
        thingId: NS,
      },
    ]);
    await synced('main', await push('main', { 'docs/index.md': '# Mended\n' }));
    expect(await client.bindings.diagnostics({ ns: NS })).toEqual([]);
    expect((await client.things.get({ id: NS })).name).toBe('Mended');
  });

  test('history, versions and the one before', async () => {
    const [now, before] = await client.things.history({ id: NS });
    expect([now?.name, before?.name]).toEqual(['Mended', 'Docs']);
    expect((await client.things.get({ id: `${NS}@~1` })).name).toBe('Docs');
    expect((await client.things.get({ id: `${NS}@v${before?.version}` })).name).toBe('Docs');
    const between = await client.things.get({ id: NS, at: before?.createdAt ?? '' });
    expect(between.name).toBe('Docs');
  });

  test('a rename takes the history along, and the old id leads to the new one', async () => {
    await rename(join(checkout.directory, 'docs/getting-started.mdx'), join(checkout.directory, 'docs/start.mdx'));
    await synced('main', await push('main', {}));
    expect(await idsOf('main')).toEqual([NS, `${NS}/start`]);
    expect(await client.things.get({ id: `${NS}/getting-started` })).toMatchObject({
      $id: `${NS}/start`,
      aliasOf: `${NS}/getting-started`,
    });
    expect((await client.things.history({ id: `${NS}/start` })).map(({ $id }) => $id)).toEqual([
      `${NS}/start`,
      `${NS}/getting-started`,
    ]);
  });

  test('two files with one $id: the first path owns it, and when it is gone the other one does', async () => {
    await synced(
      'main',
      await push('main', { 'docs/b.md': '---\n$id: x\n---\nb', 'docs/a.md': '---\n$id: x\n---\na' }),
    );
    expect((await client.things.get({ id: `${NS}/x` })).content).toBe('a');
    expect(await client.bindings.diagnostics({ ns: NS })).toMatchObject([{ path: 'docs/b.md', thingId: `${NS}/x` }]);
    await rm(join(checkout.directory, 'docs/a.md'));
    await synced('main', await push('main', {}));
    expect(await client.things.get({ id: `${NS}/x` })).toMatchObject({ content: 'b', diagnostics: 0 });
    await rm(join(checkout.directory, 'docs/b.md'));
    await synced('main', await push('main', {}));
    await expect(client.things.get({ id: `${NS}/x` })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.things.history({ id: `${NS}/x` }))[0]).toMatchObject({ deleted: true });
  });

  test('a force push brings back what it brings back', async () => {
    const before = await git('rev-parse', 'HEAD');
    await git('reset', '-q', '--hard', 'HEAD~4');
    await git('push', '-q', '--force', 'origin', 'main');
    const commit = await git('rev-parse', 'HEAD');
    await synced('main', commit);
    expect(await idsOf('main')).toEqual([NS, `${NS}/getting-started`]);
    expect(await told('git.push', ({ after, forced }) => after === commit && forced)).toMatchObject({ before });
  });

  test('pushes sooner after each other than a look are told one by one', async () => {
    const after = (await client.events.list({ limit: 1 }))[0]?.sequence ?? 0;
    const base = await git('rev-parse', 'HEAD');
    const database = new pg.Client({ connectionString: await craftastic.databaseUrl() });
    await database.connect();
    await database.query('BEGIN');
    // A look waits here before it writes what it saw; audit and sync don't.
    await database.query('SELECT 1 FROM environments WHERE id = $1 FOR NO KEY UPDATE', [environment.id]);
    const first = await push('main', { 'docs/quick.md': '1' });
    const second = await push('main', { 'docs/quick.md': '2' });
    await git('reset', '-q', '--hard', first);
    await writeFile(join(checkout.directory, 'docs/quick.md'), '3');
    await git('commit', '-q', '-a', '-m', 'Another way');
    await git('push', '-q', '--force', 'origin', 'main');
    const third = await git('rev-parse', 'HEAD');
    await git('push', '-q', 'origin', `${first}:refs/heads/quick`);
    await git('push', '-q', 'origin', `${third}:refs/heads/quick`);
    await database.query('COMMIT');
    await database.end();
    await synced('main', third);
    const moved = async (branch: string) =>
      (await client.events.list({ environmentId: environment.id }))
        .filter((event) => event.sequence > after && 'forced' in event && event.branch === branch)
        .map((event) => ('forced' in event ? event : null))
        .map((event) => ({ ...event, commits: event?.commits.map(({ sha }) => sha) }))
        .reverse();
    expect(await moved('main')).toMatchObject([
      { type: 'git.push', before: base, after: first, commits: [first], movedAt: expect.any(String) },
      { type: 'git.push', before: first, after: second, commits: [second], forced: false },
      { type: 'git.push', before: second, after: third, commits: [third], forced: true },
    ]);
    await expect
      .poll(() => moved('quick'))
      .toMatchObject([
        { type: 'git.branch.created', before: null, after: first },
        { type: 'git.push', before: first, after: third },
      ]);
    await git('push', '-q', 'origin', '--delete', 'quick');
    await rm(join(checkout.directory, 'docs/quick.md'));
    await synced('main', await push('main', {}));
  });

  test('a branch that is deleted is gone, and comes back as another one', async () => {
    await git('push', '-q', 'origin', '--delete', 'feature/x');
    await context('feature/x', ({ status }) => status === 'deleted');
    await expect(client.things.list({ ns: NS, branch: 'feature/x' })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
    await git('push', '-q', 'origin', 'main:refs/heads/feature/x');
    await synced('feature/x', await git('rev-parse', 'main'));
    expect(await context('feature/x', () => true)).toMatchObject({ status: 'active', incarnation: 2 });
    expect(await idsOf('feature/x')).toEqual(await idsOf('main'));
    await git('push', '-q', 'origin', '--delete', 'feature/x');
    await context('feature/x', ({ status }) => status === 'merged');
  });

  test('a branch that was squashed into the default one counts as merged, too', async () => {
    await git('switch', '-q', '-c', 'feature/squashed', 'main');
    await push('feature/squashed', { 'docs/one.md': 'one' });
    await synced('feature/squashed', await push('feature/squashed', { 'docs/two.md': 'two' }));
    await git('switch', '-q', 'main');
    await git('merge', '-q', '--squash', 'feature/squashed');
    await synced('main', await push('main', {}));
    await git('push', '-q', 'origin', '--delete', 'feature/squashed');
    await context('feature/squashed', ({ status }) => status === 'merged');
  });

  test('a deeper binding takes its files over from the one above, and gives them back', async () => {
    const guide = `${NS}/guide`;
    await synced('main', await push('main', { 'docs/guide/a.md': 'A', 'docs/guide/sub/b.md': 'B' }));
    expect(await idsOf('main')).toContain(`${guide}/a`);
    await client.bindings.create({
      ns: 'https://guide.do',
      environmentId: environment.id,
      path: 'docs/guide',
      parentNs: NS,
    });
    await expect
      .poll(async () => (await client.things.list({ ns: 'https://guide.do' })).things.map(({ $id }) => $id))
      .toEqual(['https://guide.do/a', 'https://guide.do/sub/b']);
    await expect.poll(() => idsOf('main')).not.toContain(`${guide}/a`);
    await client.bindings.update({ ns: NS, includeNested: true });
    await expect.poll(() => idsOf('main')).toContain(`${guide}/a`);
    await client.bindings.remove({ ns: 'https://guide.do' });
    await expect(client.things.list({ ns: 'https://guide.do' })).rejects.toMatchObject({ code: 'NAMESPACE_NOT_BOUND' });
  });

  test('files are read as a file system', async () => {
    await synced('main', await push('main', { 'docs/data.txt': 'not content\n', 'docs/caf\u0065\u0301.md': 'NFD' }));
    const top = await client.ns.files({ ns: NS });
    expect(top.entries?.map(({ name, type }) => [name, type])).toEqual(
      expect.arrayContaining([
        ['guide', 'directory'],
        ['data.txt', 'file'],
      ]),
    );
    expect(await client.ns.files({ ns: NS, path: 'data.txt' })).toMatchObject({
      text: 'not content\n',
      size: 12,
      mode: '100644',
      thingId: null,
    });
    expect(await client.ns.files({ ns: NS, path: 'index.md' })).toMatchObject({
      thingId: NS,
      text: expect.stringContaining('#'),
    });
    expect(await client.things.get({ id: `${NS}/caf\u00e9` })).toMatchObject({ content: 'NFD' });
  });

  test('a push while the server is down is found when it is up again', async () => {
    await craftastic.kill();
    await checkout.write({ 'docs/later.md': 'later' });
    await git('add', '--all');
    await git('commit', '-q', '-m', 'later');
    await git('push', '-q', join(craftastic.data, 'repos', environment.id, 'gitx.git'), 'HEAD:main');
    await craftastic.boot();
    await synced('main', await git('rev-parse', 'HEAD'));
    expect((await client.things.get({ id: `${NS}/later` })).content).toBe('later');
  });

  test('a resync gives the same Things in the same versions', async () => {
    const before = await client.things.list({ ns: NS });
    await client.bindings.sync({ ns: NS });
    await synced('main');
    expect(await client.things.list({ ns: NS })).toEqual(before);
  });

  test('the document of the API has it all', async () => {
    const answer = await fetch(`${craftastic.url}/api/openapi.json`);
    const { paths } = (await answer.json()) as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/things/{id}', '/bindings/{ns}/branches', '/events/stream', '/ns/{ns}/files']),
    );
  });
});

const git = (...args: string[]): Promise<string> => checkout.git(...args);
const push = (branch: string, files: Record<string, string>): Promise<string> => checkout.pushHere(files, branch);
const context = (branch: string, is: (context: BranchContext) => boolean) =>
  contextWhere(client, { ns: NS, branch }, is);
const synced = (branch: string, commit?: string) => syncedAt(client, { ns: NS, branch }, commit);

async function idsOf(branch: string): Promise<string[]> {
  return (await client.things.list({ ns: NS, branch })).things.map(({ $id }) => $id);
}

async function told<Type extends GitEvent['type']>(
  type: Type,
  is: (event: Extract<GitEvent, { type: Type }>) => boolean,
): Promise<Extract<GitEvent, { type: Type }>> {
  for await (const event of await client.events.stream({ environmentId: environment.id, after: 0 })) {
    if (isOf(event, type) && is(event)) return event;
  }
  throw new Error('the server hung up');
}

function isOf<Type extends GitEvent['type']>(event: GitEvent, type: Type): event is Extract<GitEvent, { type: Type }> {
  return event.type === type;
}
