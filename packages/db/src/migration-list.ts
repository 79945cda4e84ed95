import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Prisma's own lay-out of a migrations folder, read for its schema engine: `{timestamp}_{name}/migration.sql`. */
export async function readMigrations(directory: string) {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return {
    baseDir: directory,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(directory, 'migration_lock.toml'), 'utf8').catch(() => null),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(directory, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

/** Tables that Prisma must not manage: none yet. */
export const EVERYTHING = { externalTables: [], externalEnums: [] };
