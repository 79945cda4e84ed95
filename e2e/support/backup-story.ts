import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { Craftastic, ready, settled } from './craftastic.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MB = 2 ** 20;
const NS = 'https://notes.example';

/** A server is used, backed up while it runs, and made again from the file in another folder. */
export async function tellBackupStory(runtime: 'docker' | 'local'): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'backup-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'backup.tar.gz');
  const used = stack.use(await Craftastic.startEmbedded({ CRAFTASTIC_RUNTIME: runtime }));
  const npm = (data: string, ...args: string[]) =>
    run(process.execPath, ['apps/api/src/backup/main.ts', ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TMPDIR: tmpdir(),
        CRAFTASTIC_DATA: data,
        CRAFTASTIC_RUNTIME: runtime,
      },
    });

  const client = used.client();
  await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
  await client.tokens.create({ origin: 'https://example.org', username: 'ada', token: 'tok_in_the_backup' });
  const { id: environmentId } = await ready(client, (await client.environments.create({ name: 'Notes' })).id);
  const { id: sessionId } = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);
  const write = (path: string, text: string) => client.files.write({ sessionId, path, text, expectedVersion: null });
  await write('a.md', '# A\n');
  // So large that its content is in the object store.
  const query = new URLSearchParams({ sessionId, path: 'large.bin' });
  const uploaded = await fetch(`${used.url}/api/files/upload?${query}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${used.token}` },
    body: randomBytes(2 * MB),
  });
  expect(uploaded.status).toBe(201);
  await client.git.stage({ sessionId, all: true });
  await client.git.commit({ sessionId, message: 'Add a' });
  for await (const _ of await client.git.push({ sessionId }));
  await client.bindings.create({ ns: NS, environmentId, defaultBranch: 'main' });
  await vi.waitFor(async () => expect((await client.bindings.get({ ns: NS })).syncStatus).toBe('synced'), 30_000);
  await vi.waitFor(async () => expect(await objectsOf(used)).toHaveLength(1), 30_000);
  await write('new.txt', 'not committed\n');
  await write('staged.txt', 'staged\n');
  await client.git.stage({ sessionId, paths: ['staged.txt'] });
  const before = await stateOf(used, sessionId, environmentId);

  await npm(used.data, 'backup', file, '--with-key');
  // The server went on; what comes after is not in the file.
  await write('later.txt', 'later\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(npm(used.data, 'backup', file)).rejects.toThrow(/overwrites nothing/);
  await expect(npm(used.data, 'restore', file)).rejects.toThrow(/is not empty/);

  const again = stack.use(await Craftastic.prepare({ CRAFTASTIC_RUNTIME: runtime }));
  const damaged = join(folder, 'damaged.tar.gz');
  await run('sh', ['-c', 'head -c 4000 "$1" > "$2"', 'sh', file, damaged]);
  await expect(npm(again.data, 'restore', damaged)).rejects.toThrow(/damaged/);
  await npm(again.data, 'restore', file);
  expect(await objectsOf(again)).toEqual(await objectsOf(used));
  await again.boot();
  const now = again.client();
  expect((await now.sessions.get({ id: sessionId })).status).toBe('stopped');
  await now.sessions.start({ id: sessionId });
  await settled(now, sessionId);
  expect(await stateOf(again, sessionId, environmentId)).toEqual(before);
  // The key came with it, so what is sealed can be read.
  expect(await now.tokens.list()).toMatchObject([{ origin: 'https://example.org', username: 'ada' }]);
  for await (const _ of await now.git.push({ sessionId }));
}

/** What is in the object store, by key, with the sums of the contents. */
async function objectsOf({ data }: Craftastic): Promise<string[]> {
  const script = '[ ! -d objects ] || find objects -type f ! -path "*/.unfinished/*" -exec sha256sum {} + | sort';
  const { stdout } = await run('sh', ['-c', script], { cwd: data });
  return stdout.split('\n').filter(Boolean);
}

/** All that the backup has to keep: refs, Things, and work that is in no commit. */
async function stateOf(craftastic: Craftastic, sessionId: string, environmentId: string) {
  const client = craftastic.client();
  const refs = async (name: string) => {
    const directory = join(craftastic.data, 'repos', environmentId, name);
    const args = ['-c', 'safe.directory=*', '-C', directory, 'for-each-ref', '--format=%(refname) %(objectname)'];
    return (await run('git', args)).stdout;
  };
  const { changes, head, branch } = await client.git.status({ sessionId });
  const { things } = await client.things.list({ ns: NS, branch: 'main' });
  return {
    refs: [await refs('.git'), await refs('gitx.git')],
    status: { changes, head, branch },
    text: (await client.files.read({ sessionId, path: 'new.txt' })).text,
    things: things.map(({ $id, version, $source }) => ({ $id, version, commit: $source.commit })),
    members: (await client.environments.list()).map(({ id, name, slug }) => ({ id, name, slug })),
  };
}
