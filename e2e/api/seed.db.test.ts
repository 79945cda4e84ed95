import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';

const run = promisify(execFile);

let remote: GitServer;
let craftastic: Craftastic;
let client: Client;
let work: string;

beforeAll(async () => {
  remote = await startGitServer();
  craftastic = await Craftastic.start({ CRAFTASTIC_GIT_HOSTS: new URL(remote.origin).host });
  client = craftastic.client();
  work = await mkdtemp(join(tmpdir(), 'cft-seed-'));
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await remote?.close();
  await rm(work, { recursive: true, force: true });
}, 60_000);

/**
 * repo: github.com/org/monorepo
 * ├── packages/core     → https://core.do
 * ├── apps/web          → https://web.do
 * ├── apps/docs         → https://docs.do
 * └── services/api      → https://api.do
 */
test('a monorepo: four folders are four namespaces, and each hears of its own files only', async () => {
  const environment = await clone('monorepo', {
    'packages/core/index.md': '# Core\n',
    'apps/web/index.md': '# Web\n',
    'apps/docs/index.md': '# Docs\n',
    'services/api/index.md': '# API\n',
    'README.md': '# Of no namespace\n',
  });
  const folders = {
    'https://core.do': 'packages/core',
    'https://web.do': 'apps/web',
    'https://docs.do': 'apps/docs',
    'https://api.do': 'services/api',
  };
  for (const [ns, path] of Object.entries(folders)) {
    await client.bindings.create({ ns, environmentId: environment.id, path, branchPatterns: 'feature/*,fix/*' });
  }
  expect((await client.bindings.get({ ns: 'https://docs.do' })).branchPatterns).toEqual(['feature/*', 'fix/*']);
  await expect(client.bindings.update({ ns: 'https://docs.do', contentPatterns: ['!'] })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  });
  await client.bindings.update({ ns: 'https://docs.do', contentPatterns: '*.{md,mdx}, *.yaml' });
  expect((await client.bindings.get({ ns: 'https://docs.do' })).contentPatterns).toEqual(['*.{md,mdx}', '*.yaml']);
  for (const ns of Object.keys(folders)) await expect.poll(() => idsOf(ns)).toEqual([ns]);

  // One push to two of them. The other two are at its commit as well, without an event of their own.
  const commit = await push('monorepo', 'main', {
    'apps/docs/new-page.mdx': 'New page\n',
    'apps/web/about.md': 'About\n',
    'apps/docs-old/page.md': 'Of nobody\n',
  });
  await client.environments.fetch({ id: environment.id });
  await expect.poll(() => idsOf('https://docs.do')).toEqual(['https://docs.do', 'https://docs.do/new-page']);
  await expect.poll(() => idsOf('https://web.do')).toEqual(['https://web.do', 'https://web.do/about']);
  for (const ns of Object.keys(folders)) await expect.poll(() => commitOf(ns, 'main')).toBe(commit);
  const events = await client.events.list({ environmentId: environment.id });
  const synced = events.flatMap((event) =>
    event.type === 'things.synced' && event.commit === commit ? [event.ns] : [],
  );
  expect(synced.sort()).toEqual(['https://docs.do', 'https://web.do']);
  expect(events.find((event) => event.type === 'git.push')).toMatchObject({
    repo: remote.urlOf('monorepo'),
    branch: 'main',
    commit,
    commits: [
      {
        sha: commit,
        added: ['apps/docs-old/page.md', 'apps/docs/new-page.mdx', 'apps/web/about.md'],
        modified: [],
        removed: [],
      },
    ],
  });

  // Branch → context: https://app.do#feature/dark-mode
  await push('monorepo', 'feature/dark-mode', { 'apps/web/about.md': 'About, dark\n' });
  await client.environments.fetch({ id: environment.id });
  await expect
    .poll(
      async () =>
        (await client.things.diff({ ns: 'https://web.do', to: 'feature/dark-mode' }).catch(() => null))?.changed,
    )
    .toMatchObject([{ $id: 'https://web.do/about' }]);
  const core = await client.things.diff({ ns: 'https://core.do', to: 'feature/dark-mode' });
  expect([core.added, core.changed, core.removed]).toEqual([[], [], []]);
});

test('a parent and its child: a namespace is a Thing, and its type may be its parent’s', async () => {
  const environment = await clone('studio', {
    'index.md': '---\n$type: https://schema.org/Organization\nname: Startups Studio\n---\n',
    'startups/headless.ly/index.md':
      '---\n$type: https://startups.studio/Startup\n$parent:\n  $id: https://startups.studio\nname: Headless.ly\n---\n',
    'startups/headless.ly/pricing.md': '# Pricing\n',
  });
  await client.bindings.create({ ns: 'https://startups.studio', environmentId: environment.id, path: '' });
  await client.bindings.create({
    ns: 'https://headless.ly',
    environmentId: environment.id,
    path: 'startups/headless.ly',
    parentNs: 'https://startups.studio',
  });
  const childIds = ['https://headless.ly', 'https://headless.ly/pricing'];
  await expect.poll(() => idsOf('https://headless.ly')).toEqual(childIds);
  // The deeper folder is the child's, so the parent has none of its files.
  await expect.poll(() => idsOf('https://startups.studio')).toEqual(['https://startups.studio']);

  const commit = await commitOf('https://headless.ly', 'main');
  expect(await client.things.get({ id: 'https://headless.ly' })).toMatchObject({
    $id: 'https://headless.ly',
    $type: 'https://startups.studio/Startup',
    name: 'Headless.ly',
    data: { $parent: { $id: 'https://startups.studio' } },
    $source: { repo: remote.urlOf('studio'), path: 'startups/headless.ly/index.md', branch: 'main', commit },
    links: [{ predicate: '$parent', to: 'https://startups.studio', exists: true }],
  });
  expect(await client.things.get({ id: 'https://startups.studio' })).toMatchObject({
    $id: 'https://startups.studio',
    $type: 'https://schema.org/Organization',
    backlinks: [{ predicate: '$parent', from: 'https://headless.ly' }],
  });
  expect((await client.bindings.get({ ns: 'https://headless.ly' })).parentNs).toBe('https://startups.studio');
});

test('where a Thing comes from is told as repo, path, branch and commit', async () => {
  const environment = await clone('docs', { 'content/getting-started.mdx': '---\ntitle: Start\n---\n# Start\n' });
  // The files' own folder is not a part of the id: content/ is where the binding is.
  await client.bindings.create({ ns: 'https://handbook.do', environmentId: environment.id, path: 'content' });
  await expect.poll(() => idsOf('https://handbook.do')).toEqual(['https://handbook.do/getting-started']);
  expect(await client.things.get({ id: 'https://handbook.do/getting-started' })).toMatchObject({
    $id: 'https://handbook.do/getting-started',
    $type: 'https://schema.org/Article',
    $source: {
      repo: remote.urlOf('docs'),
      path: 'content/getting-started.mdx',
      branch: 'main',
      commit: await commitOf('https://handbook.do', 'main'),
    },
  });
});

/** A repository on the git host, and its environment. */
async function clone(name: string, files: Record<string, string>): Promise<Environment> {
  await remote.createRepository(name, files);
  await run('git', ['clone', '-q', remote.directoryOf(name), join(work, name)]);
  return ready(client, (await client.environments.create({ url: remote.urlOf(name) })).id);
}

async function push(name: string, branch: string, files: Record<string, string>): Promise<string> {
  const git = async (...args: string[]) =>
    (await run('git', ['-C', join(work, name), '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args])).stdout.trim();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(work, name, path)), { recursive: true });
    await writeFile(join(work, name, path), text);
  }
  await git('add', '--all');
  await git('commit', '-q', '-m', 'Change');
  await git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
  return git('rev-parse', 'HEAD');
}

async function idsOf(ns: string): Promise<string[]> {
  return (await client.things.list({ ns })).things.map(({ $id }) => $id);
}

async function commitOf(ns: string, branch: string): Promise<string | null> {
  const found = (await client.bindings.branches({ ns })).find((one) => one.branch === branch);
  return found?.syncStatus === 'synced' ? found.commit : null;
}
