import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';

const run = promisify(execFile);
const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];

let craftastic: Craftastic;
let client: Client;
let work: string;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  work = await mkdtemp(join(tmpdir(), 'cft-bad-'));
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await rm(work, { recursive: true, force: true });
}, 60_000);

test('documents nested ten thousand deep are errors of their own, and hold up nothing else', async () => {
  const { ns, push } = await bound('Deep', { contentPatterns: ['*.md', '*.yaml', '*.json'] });
  const deep = `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  await push({
    'deep.yaml': deep,
    'deep.md': `---\n${deep}\n---\ntext\n`,
    'deep.json': '['.repeat(100_000),
    'aliases.yaml': `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: &e [*d, *d]\nf: &f [*e, *e]\ng: [*f, *f]\n`,
    'fine.md': '# Fine\n',
  });
  await expect.poll(() => names(ns), { timeout: 30_000 }).toContain('Fine');
  const problems = await client.bindings.diagnostics({ ns });
  expect([...new Set(problems.map(({ path }) => path))]).toEqual(
    expect.arrayContaining(['deep.json', 'deep.md', 'deep.yaml']),
  );
});

test('a commit of the year 58000 is told like others', async () => {
  const { environment, git, ns } = await bound('Late', {});
  const tree = await git('rev-parse', 'HEAD^{tree}');
  const head = await git('rev-parse', 'HEAD');
  const text = `tree ${tree}\nparent ${head}\nauthor A <a@b.c> 1795221257923 +0000\ncommitter A <a@b.c> 1795221257923 +0000\n\nlate\n`;
  await writeFile(join(work, 'commit.txt'), text);
  const late = await git('hash-object', '-t', 'commit', '-w', join(work, 'commit.txt'));
  await git('push', '-q', 'origin', `${late}:refs/heads/main`);
  await expect.poll(() => commitOf(ns, 'main'), { timeout: 30_000 }).toBe(late);
  const [event] = await client.events.list({ environmentId: environment.id, type: 'git.push' });
  expect(event).toMatchObject({ commits: [{ sha: late, date: '9999-12-31T23:59:59Z' }] });
  expect(await client.environments.branches({ id: environment.id })).toMatchObject([{ name: 'main', subject: 'late' }]);
});

test('a namespace that is bound while its repository can’t be looked at says so, and is synced once it can', async () => {
  const { environment } = await bound('Broken', {});
  const objects = join(craftastic.data, 'repos', environment.id, 'gitx.git/objects');
  await rename(objects, `${objects}.away`);
  const ns = 'https://second.example';
  expect(await client.bindings.create({ ns, environmentId: environment.id })).toMatchObject({
    ns,
    syncStatus: 'error',
  });
  await expect(client.bindings.create({ ns, environmentId: environment.id })).rejects.toMatchObject({
    code: 'NAMESPACE_TAKEN',
  });
  await expect(client.bindings.sync({ ns })).rejects.toMatchObject({ code: 'GIT_FAILED' });
  await rename(`${objects}.away`, objects);
  await client.bindings.sync({ ns });
  await expect.poll(() => names(ns)).toEqual(['Broken']);
  expect((await client.bindings.get({ ns })).syncStatus).toBe('synced');
});

test('names with every byte that a name can have are files, and their Things are found again', async () => {
  const { ns, git, fastImport } = await bound('Odd', {});
  const bytes = Array.from({ length: 255 }, (_, at) => at + 1).filter((byte) => byte !== 0x2f);
  await fastImport(
    bytes.map((byte) => [quoted([...Buffer.from('odd-'), byte, ...Buffer.from('.md')]), `# Byte ${byte}\n`]),
  );
  await expect.poll(() => commitOf(ns, 'main'), { timeout: 30_000 }).toBe(await git('rev-parse', 'main'));
  const { things } = await client.things.list({ ns, limit: 500 });
  // Names that differ in what an id leaves out (é composed or not) have one owner; there are none among single bytes.
  expect(things.map(({ name }) => name).sort()).toEqual(expect.arrayContaining(bytes.map((byte) => `Byte ${byte}`)));
  // Each tenth is asked for by its id, too.
  for (const { $id, name } of things.filter((_, at) => at % 10 === 0))
    expect((await client.things.get({ id: $id, ns })).name).toBe(name);
});

test('a folder of more files than a sync works on at once is moved: each takes its history along', async () => {
  const { environment, ns, git, fastImport } = await bound('Large', {});
  const synced = async () => {
    const head = await git('rev-parse', 'main');
    await expect.poll(() => commitOf(ns, 'main'), { timeout: 30_000 }).toBe(head);
    return (await client.events.list({ environmentId: environment.id, type: 'things.synced', limit: 1 }))[0];
  };
  await synced();
  const pages = Array.from({ length: 2200 }, (_, at): [string, string] => [`a/${at}.md`, `# Page ${at}\n`]);
  // U+FFFD comes before U+1F600 in bytes, and after it as JavaScript orders text.
  const claims = ['\uFFFD', '\u{1F600}'].map((name): [string, string] => [
    quoted([...Buffer.from(`${name}.md`)]),
    `---\n$id: same\n---\n# ${name}\n`,
  ]);
  await fastImport([...pages, ...claims]);
  expect(await synced()).toMatchObject({ written: 2201, deleted: 0, diagnostics: 1 });
  expect((await client.things.get({ id: `${ns}/same` })).name).toBe('\uFFFD');
  await fastImport([], 'R a b\n');
  expect(await synced()).toMatchObject({ written: 2200, deleted: 2200, diagnostics: 0 });
  for (const at of [0, 999, 1000, 2199]) {
    expect(await client.things.get({ id: `${ns}/a/${at}` })).toMatchObject({
      $id: `${ns}/b/${at}`,
      name: `Page ${at}`,
    });
    expect(await client.things.history({ id: `${ns}/b/${at}` })).toHaveLength(2);
  }
  expect((await client.ns.files({ ns, path: '' })).entries?.map(({ path }) => path)).not.toContain('a');
});

test('a hundred branches pushed at once are a hundred contexts', async () => {
  const { ns, git } = await bound('Many', { branchPatterns: ['many/*'] });
  const branches = Array.from({ length: 100 }, (_, at) => `HEAD:refs/heads/many/${at}`);
  await git('push', '-q', 'origin', ...branches);
  const synced = async () => {
    const contexts = await client.bindings.branches({ ns });
    return contexts.filter(({ syncStatus, commit }) => syncStatus === 'synced' && commit !== null).length;
  };
  await expect.poll(synced, { timeout: 50_000 }).toBe(101);
  expect(await client.events.list({ type: 'git.branch.created', limit: 500 })).toHaveLength(100 + 6);
});

/** A hosted repository that is a namespace, and a clone of it. */
async function bound(name: string, settings: { branchPatterns?: string[]; contentPatterns?: string[] }) {
  const environment: Environment = await ready(client, (await client.environments.create({ name })).id);
  const ns = `https://${environment.slug}.example`;
  await client.bindings.create({ ns, environmentId: environment.id, ...settings });
  const folder = join(work, environment.slug);
  const origin = environment.repositoryUrl.replace('http://', `http://x:${craftastic.token}@`);
  await run('git', ['clone', '-q', origin, folder]);
  const git = async (...args: string[]) => (await run('git', ['-C', folder, ...IDENTITY, ...args])).stdout.trim();
  const fastImport = async (files: [string, string][], more = '') => {
    const child = spawn('git', ['fast-import', '--quiet', '--force'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const ended = once(child, 'close');
    child.stdin.write('commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 3\nodd\n');
    child.stdin.write('from refs/heads/main^0\n');
    for (const [path, text] of files)
      child.stdin.write(`M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    child.stdin.end(more);
    expect(await ended).toEqual([0, null]);
    await git('push', '-q', 'origin', 'main');
  };
  const push = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
    await git('add', '--all');
    await git('commit', '-q', '-m', 'change');
    await git('push', '-q', 'origin', 'HEAD');
  };
  return { environment, ns, git, push, fastImport };
}

/** A path as fast-import reads it: in quotes, each byte in octal. */
function quoted(bytes: number[]): string {
  return `"${bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;
}

async function names(ns: string): Promise<string[]> {
  return (await client.things.list({ ns })).things.map(({ name }) => name);
}

async function commitOf(ns: string, branch: string): Promise<string | null> {
  const found = (await client.bindings.branches({ ns })).find((one) => one.branch === branch);
  return found?.syncStatus === 'synced' ? found.commit : null;
}
