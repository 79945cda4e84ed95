import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Id, newId } from '@craftastic/contract/ids';
import { importTables, isEmpty, type TableRows } from '@craftastic/db/copy-tables';
import { startEmbeddedPostgres } from '@craftastic/db/embedded-postgres';
import { migrate } from '@craftastic/db/migrate';
import { selectFolderScripts } from '@craftastic/runtime/select';
import { FileStore } from '@craftastic/store/file-store';
import pg from 'pg';
import { DataPaths } from '../paths.ts';
import { dataOwner, makeOwned } from '../sandboxes/data-owner.ts';
import { ROOT, type Settings } from '../settings.ts';
import { BackupError, type Manifest, partsOf, verifyArchive } from './archive.ts';
import { isPlainPath, unpackRepository } from './repository-scripts.ts';

const MIGRATIONS = join(ROOT, 'prisma/migrations');
/** Prisma's own: filled by the migrations that are applied first. */
const OF_PRISMA = '_prisma_migrations';

/**
 * Make a data folder, and a database, from a backup. Neither may have anything in it. Every sum is checked before the first
 * file is written. Sessions come back stopped, with what was not committed in them.
 */
export async function restore(settings: Settings, file: string): Promise<Manifest> {
  const paths = new DataPaths(settings.dataDirectory);
  if ((await readdir(paths.root).catch(() => [])).length > 0) {
    throw new BackupError(
      `${paths.root} is not empty; a restore overwrites nothing. Set CRAFTASTIC_DATA to a new folder.`,
    );
  }
  if (!isPlainPath(paths.root)) throw new BackupError(`${paths.root} has signs in it that a restore can't write.`);
  const manifest = await verifyArchive(file);
  const have = new Set(await readdir(MIGRATIONS));
  const unknown = manifest.migrations.filter((name) => !have.has(name));
  if (unknown.length > 0) {
    throw new BackupError(`${file} is of a newer Craftastic (${manifest.version}); restore it with that one.`);
  }
  await mkdir(paths.root, { recursive: true, mode: 0o711 });
  const installation = newId();
  await writeFile(paths.installation, `${installation}\n`, { flag: 'wx' });
  const embedded = settings.databaseUrl === undefined ? await startEmbeddedPostgres(paths.postgres) : null;
  const url = settings.databaseUrl ?? embedded?.url ?? '';
  try {
    if (!(await isEmpty(url)))
      throw new BackupError('The database of DATABASE_URL is not empty; give it an empty one.');
    await migrateAsThen(url, manifest.migrations);
    const columns = new Map(manifest.parts.map(({ name, columns: names }) => [name, names ?? []]));
    const parts = partsOf(file)[Symbol.asyncIterator]();
    // The tables come first in the file; the first part that is none ends them and is the first of the others.
    let next = await parts.next();
    async function* tables(): AsyncGenerator<TableRows> {
      for (; !next.done && next.value.name.startsWith('database/'); next = await parts.next()) {
        const { name, content } = next.value;
        const table = name.slice('database/'.length);
        if (table === OF_PRISMA) await drop(content);
        else yield { table, columns: columns.get(name) ?? [], rows: content };
      }
    }
    await importTables(url, tables());
    await settle(url);
    const scripts = await selectFolderScripts(settings.runtime, installation);
    const owner = dataOwner(scripts.runtime);
    const store = new FileStore(paths.objects);
    const bytes = new Map(manifest.parts.map((part) => [part.name, part.bytes]));
    for (; !next.done; next = await parts.next()) {
      const { name, content } = next.value;
      const [kind, rest = ''] = name.split('/');
      if (kind === 'repos' && Id.safeParse(rest).success) {
        const directory = paths.repository(rest);
        await mkdir(join(paths.root, 'repos'), { recursive: true, mode: 0o711 });
        await makeOwned(directory, owner);
        await scripts.run({ directory, script: unpackRepository(directory), user: owner, input: content });
      } else if (kind === 'keys' && /^[a-z.-]+$/.test(rest)) {
        await writeFile(join(paths.root, rest), Buffer.concat(await content.toArray()), { mode: 0o600, flag: 'wx' });
      } else if (kind === 'objects' && settings.store === null) {
        await store.put(name.slice('objects/'.length), content, bytes.get(name) ?? 0);
      } else await drop(content);
    }
  } finally {
    await embedded?.stop();
  }
  return manifest;
}

/** The tables as they were when the backup was made; what has come since is applied when the server starts. */
async function migrateAsThen(url: string, names: string[]): Promise<void> {
  const then = await mkdtemp(join(tmpdir(), 'craftastic-migrations-'));
  try {
    await cp(join(MIGRATIONS, 'migration_lock.toml'), join(then, 'migration_lock.toml'));
    for (const name of names) await cp(join(MIGRATIONS, name), join(then, name), { recursive: true });
    await migrate(url, then);
  } finally {
    await rm(then, { recursive: true, force: true });
  }
}

/** What ran then does not run now. */
async function settle(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`UPDATE sessions SET status = 'stopped' WHERE status IN ('running', 'starting', 'stopping')`);
  } finally {
    await client.end();
  }
}

async function drop(content: Readable): Promise<void> {
  for await (const _ of content);
}
