import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Id } from '@craftastic/contract/ids';
import { exportTables } from '@craftastic/db/copy-tables';
import { startEmbeddedPostgres } from '@craftastic/db/embedded-postgres';
import { selectFolderScripts } from '@craftastic/runtime/select';
import { FileStore } from '@craftastic/store/file-store';
import { MissingObjectError } from '@craftastic/store/object-store';
import { DataPaths } from '../paths.ts';
import { dataOwner } from '../sandboxes/data-owner.ts';
import { ROOT, type Settings, VERSION } from '../settings.ts';
import { ArchiveWriter, BackupError } from './archive.ts';
import { PACK_REPOSITORY } from './repository-scripts.ts';

/** Of the data folder besides database and repositories. */
const KEYS = ['secret.key', 'access-token'] as const;

/**
 * Write a backup of a data folder to a file that is not there yet; the server may go on meanwhile. The database is of one
 * moment; repositories are read after it, so that they have at least the commits which it knows.
 */
export async function backUp(settings: Settings, file: string, options: { withKey: boolean }): Promise<void> {
  const paths = new DataPaths(settings.dataDirectory);
  if (await exists(file)) throw new BackupError(`${file} is there already; a backup overwrites nothing.`);
  const installation = await readFile(paths.installation, 'utf8').catch(() => {
    throw new BackupError(`${paths.root} is no data folder of Craftastic; set CRAFTASTIC_DATA to the one to back up.`);
  });
  const scripts = await selectFolderScripts(settings.runtime, installation.trim());
  // Beside its place, so that the name is never that of half a backup.
  const unfinished = join(dirname(file), `.${basename(file)}.unfinished`);
  await rm(unfinished, { force: true });
  const archive = new ArchiveWriter(unfinished);
  try {
    let migrations: string[] = [];
    await withDatabase(settings, paths, (url) =>
      exportTables(url, async ({ table, columns, rows }) => {
        await pipeline(rows, archive.part(`database/${table}`, columns));
      }),
    );
    migrations = (await readdir(join(ROOT, 'prisma/migrations'), { withFileTypes: true }))
      .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
      .sort();
    for (const id of await readdir(join(paths.root, 'repos')).catch(() => [])) {
      if (!Id.safeParse(id).success) continue;
      await scripts.run({
        directory: paths.repository(id),
        script: PACK_REPOSITORY,
        user: dataOwner(scripts.runtime),
        output: archive.part(`repos/${id}`),
      });
    }
    if (settings.store === null) await packObjects(new FileStore(paths.objects), archive);
    if (options.withKey) {
      for (const name of KEYS) {
        const path = join(paths.root, name);
        if (await exists(path)) await pipeline(createReadStream(path), archive.part(`keys/${name}`));
      }
    }
    await archive.end({
      version: VERSION,
      createdAt: new Date().toISOString(),
      dataDirectory: paths.root,
      migrations,
    });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** One that is let go of meanwhile is in no file that anybody reads; of a bucket nothing is taken, it has its own backups. */
async function packObjects(store: FileStore, archive: ArchiveWriter): Promise<void> {
  for await (const { key } of store.list()) {
    const content = await store.get(key).catch((error) => {
      if (error instanceof MissingObjectError) return null;
      throw error;
    });
    if (content) await pipeline(content, archive.part(`objects/${key}`));
  }
}

/** The database of a server that runs, or of one that does not: then it is started for the time being. */
async function withDatabase(settings: Settings, paths: DataPaths, use: (url: string) => Promise<void>): Promise<void> {
  if (settings.databaseUrl !== undefined) return use(settings.databaseUrl);
  const embedded = await startEmbeddedPostgres(paths.postgres);
  try {
    await use(embedded.url);
  } finally {
    if (embedded.started) await embedded.stop();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
