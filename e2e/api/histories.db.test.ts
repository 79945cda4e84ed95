import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import type pg from 'pg';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';
import { databaseOf } from '../support/database.ts';

const run = promisify(execFile);

let remote: GitServer;
let craftastic: Craftastic;
let client: Client;
let work: string;

beforeAll(async () => {
  remote = await startGitServer();
  craftastic = await Craftastic.start({ CRAFTASTIC_GIT_HOSTS: new URL(remote.origin).host });
  client = craftastic.client();
  work = await mkdtemp(join(tmpdir(), 'cft-history-'));
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await remote?.close();
  await rm(work, { recursive: true, force: true });
}, 60_000);

test('a repository on another host: what a fetch brings is told and synced', async () => {
  await remote.createRepository('site', { 'content/a.md': '# A\n', 'README.md': 'x' });
  const { id: environmentId } = await ready(
    client,
    (await client.environments.create({ url: remote.urlOf('site') })).id,
  );
  await client.bindings.create({ ns: 'site.do', environmentId, path: 'content' });
  await expect.poll(() => thingsOf('https://site.do')).toMatchObject([{ $id: 'https://site.do/a', name: 'A' }]);
  await git('clone', '-q', remote.directoryOf('site'), 'site');
  await write('site', { 'content/b.md': '# B\n' });
  await commit('site', 'b');
  await git('-C', 'site', 'push', '-q', 'origin', 'HEAD:main');
  await client.environments.fetch({ id: environmentId });
  await expect.poll(() => thingsOf('https://site.do')).toMatchObject([{ name: 'A' }, { name: 'B' }]);
  expect(await client.events.list({ environmentId, type: 'git.push' })).toMatchObject([
    { branch: 'main', commits: [{ message: 'b', added: ['content/b.md'] }] },
  ]);
});

test.each([1, 2])(
  'after random histories each context is what a fresh sync gives (%i)',
  async (seed) => {
    const environment = await ready(client, (await client.environments.create({ name: `History ${seed}` })).id);
    const repository = `work${seed}`;
    await git('clone', '-q', urlOf(environment), repository);
    const ns = `https://history${seed}.do`;
    await client.bindings.create({ ns, environmentId: environment.id, path: 'docs', branchPatterns: ['f/*'] });
    // The same numbers for the same seed, so that a failure can be had again.
    const generator = xoroshiro128plus(seed);
    const random = () => uniformFloat64(generator);
    const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
    const branches = ['main', 'f/1', 'f/2'];
    const exists = new Set(['main']);

    for (let step = 0; step < 30; step += 1) {
      const branch = pick(branches) ?? 'main';
      if (!exists.has(branch)) await git('-C', repository, 'switch', '-q', '-C', branch, 'main');
      else await git('-C', repository, 'switch', '-q', branch);
      exists.add(branch);
      const docs = join(work, repository, 'docs');
      const files = (await readdir(docs, { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.md'));
      const [one, name] = [pick(files), `${pick(['a', 'b', 'c/a', 'c/index', 'd/e/f'])}.md`];
      switch (pick(['write', 'write', 'claim', 'remove', 'move', 'reset', 'merge', 'drop'])) {
        case 'write':
          await write(repository, { [`docs/${name}`]: `# ${name} ${step}\n\n[x](a.md)\n` });
          break;
        case 'claim':
          await write(repository, { [`docs/${name}`]: `---\n$id: same\n---\n${step}\n` });
          break;
        case 'remove':
          if (one) await rm(join(docs, one));
          break;
        case 'move':
          if (one) await rename(join(docs, one), join(docs, `moved-${step}.md`));
          break;
        case 'reset':
          await git('-C', repository, 'reset', '-q', '--hard', 'HEAD~1').catch(() => {});
          break;
        case 'merge':
          await git('-C', repository, 'merge', '-q', '-X', 'ours', '-m', 'merge', pick([...exists]) ?? 'main').catch(
            () => git('-C', repository, 'reset', '-q', '--hard'),
          );
          break;
        case 'drop':
          if (branch === 'main') break;
          exists.delete(branch);
          await git('-C', repository, 'push', '-q', 'origin', '--delete', branch).catch(() => {});
          continue;
      }
      await commit(repository, `step ${step}`);
      // A push past the server is one whose hint was lost.
      const to = random() < 0.2 ? join(craftastic.data, 'repos', environment.id, 'gitx.git') : 'origin';
      await git('-C', repository, '-c', 'safe.directory=*', 'push', '-q', '--force', to, `HEAD:refs/heads/${branch}`);
      // More hints than moves, while the first is still followed.
      if (random() < 0.2)
        await Promise.all([client.bindings.sync({ ns }), client.bindings.sync({ ns, branch: 'main' })]);
      // In the midst of it all: what the server does at that moment it does again.
      if (step % 10 === 5) {
        await craftastic.kill();
        await craftastic.boot();
      }
    }

    // The clock's look finds what nobody told of; here it is asked for.
    await client.bindings.sync({ ns });
    const fresh = `https://fresh${seed}.do`;
    await client.bindings.create({ ns: fresh, environmentId: environment.id, path: 'docs', branchPatterns: ['f/*'] });
    for (const branch of exists) {
      const head = await git('-C', repository, 'rev-parse', branch);
      for (const one of [ns, fresh]) await expect.poll(() => commitOf(one, branch), { timeout: 30_000 }).toBe(head);
      expect(await contentOf(ns, branch)).toEqual(await contentOf(fresh, branch));
      expect(await filesOf(ns, branch)).toEqual(await filesOf(fresh, branch));
    }
    const active = (await client.bindings.branches({ ns })).filter(({ status }) => status === 'active');
    expect(active.map(({ branch }) => branch).sort()).toEqual([...exists].sort());
  },
  180_000,
);

/** Each step of the way from a push to a Thing, by a table that it can't do without. */
const STEPS = [
  ['ref change', 'environments', 'EXCLUSIVE', 'main'],
  ['route', 'git', 'ACCESS EXCLUSIVE', 'main'],
  ['queue', 'graphile_worker._private_jobs', 'EXCLUSIVE', 'main'],
  ['sync', 'things', 'EXCLUSIVE', 'main'],
  ['a branch that begins as another one', 'git_branch_parts', 'EXCLUSIVE', 'f/new'],
] as const;

test('killed at any step, a sync is done once by the next server', async () => {
  const environment = await ready(client, (await client.environments.create({ name: 'Killed' })).id);
  await git('clone', '-q', urlOf(environment), 'killed');
  const [ns, fresh] = ['https://killed.do', 'https://unharmed.do'];
  const bound = { environmentId: environment.id, path: 'docs', branchPatterns: ['f/*'] };
  await client.bindings.create({ ns, ...bound });
  await using database = await databaseOf(craftastic);
  const heads: string[] = [];
  for (const [step, table, mode, branch] of STEPS) {
    await write('killed', { [`docs/${table}.md`]: `# ${step}\n\n[x](git.md)\n`, 'docs/index.md': `# At ${step}\n` });
    await commit('killed', step);
    // What the step needs is in use, so it waits; there the server is killed.
    await database.query('BEGIN');
    await database.query(`LOCK TABLE ${table} IN ${mode} MODE`);
    await git('-C', 'killed', 'push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
    await expect.poll(() => waitsFor(database, table), { timeout: 30_000 }).toBe(true);
    await craftastic.kill();
    await database.query('ROLLBACK');
    await craftastic.boot();
    const head = await git('-C', 'killed', 'rev-parse', 'HEAD');
    heads.push(head);
    await expect.poll(() => commitOf(ns, branch), { timeout: 30_000 }).toBe(head);
  }
  // A branch from before where the default one is now: it begins as what that has, and comes to what itself has.
  await git('-C', 'killed', 'push', '-q', 'origin', `${heads[0]}:refs/heads/f/old`);
  await expect.poll(() => commitOf(ns, 'f/old'), { timeout: 30_000 }).toBe(heads[0]);
  await client.bindings.create({ ns: fresh, ...bound });
  for (const branch of ['main', 'f/new', 'f/old']) {
    await expect.poll(() => commitOf(fresh, branch), { timeout: 30_000 }).toBe(await commitOf(ns, branch));
    expect(await contentOf(ns, branch)).toEqual(await contentOf(fresh, branch));
    expect(await filesOf(ns, branch)).toEqual(await filesOf(fresh, branch));
  }
  // Each was told once, and gave one version.
  const told = (await client.events.list({ environmentId: environment.id })).flatMap((event) =>
    (event.type === 'git.push' || event.type === 'git.branch.created') && event.branch !== 'f/old' ? [event.after] : [],
  );
  expect(told.filter((after) => heads.includes(after ?? '')).sort()).toEqual([...heads].sort());
  expect(await client.things.history({ id: ns, branch: 'f/new' })).toHaveLength(STEPS.length);
}, 180_000);

async function waitsFor(database: pg.Client, table: string): Promise<boolean> {
  // Other databases of the same PostgreSQL have tables of the same oids.
  const ofThis = 'database = (SELECT oid FROM pg_database WHERE datname = current_database())';
  const waiting = `SELECT 1 FROM pg_locks WHERE ${ofThis} AND relation = $1::regclass AND NOT granted`;
  const { rows } = await database.query(waiting, [table]);
  return rows.length > 0;
}

/** Everything a reader sees, without the namespace and what differs between two syncs: versions, times and commits. */
async function contentOf(ns: string, branch: string) {
  const summaries = await thingsOf(ns, branch);
  const things = await Promise.all(summaries.map(({ $id }) => client.things.get({ id: $id, ns, branch })));
  const short = (id: string) => id.replace(ns, '');
  return things.map(({ $id, name, data, content, $source, links, diagnostics }) => ({
    id: short($id),
    name,
    data,
    content,
    path: $source.path,
    links: links.map(({ to, exists }) => [short(to), exists]),
    diagnostics,
  }));
}

async function filesOf(ns: string, branch: string, path = ''): Promise<unknown[]> {
  const { entries } = await client.ns.files({ ns, branch, path });
  return Promise.all(
    (entries ?? []).map(async ({ path, type, hash, thingId }) => [
      path,
      hash,
      thingId?.replace(ns, '') ?? null,
      type === 'directory' ? await filesOf(ns, branch, path) : null,
    ]),
  );
}

async function thingsOf(ns: string, branch?: string) {
  return (await client.things.list({ ns, ...(branch ? { branch } : {}) })).things;
}

async function commitOf(ns: string, branch: string): Promise<string | null> {
  const found = (await client.bindings.branches({ ns })).find((one) => one.branch === branch);
  return found?.syncStatus === 'synced' ? found.commit : null;
}

function urlOf({ repositoryUrl }: Environment): string {
  return repositoryUrl.replace('http://', `http://x:${craftastic.token}@`);
}

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  return (await run('git', [...identity, ...args], { cwd: work })).stdout.trim();
}

async function write(repository: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(work, repository, path)), { recursive: true });
    await writeFile(join(work, repository, path), text);
  }
}

async function commit(repository: string, message: string): Promise<void> {
  await git('-C', repository, 'add', '--all');
  await git('-C', repository, 'commit', '-q', '--allow-empty', '-m', message);
}
