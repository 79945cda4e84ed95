// npm run migration -- NAME: writes prisma/migrations/{time}_{NAME}/migration.sql, what takes the last migration's schema to
// the present one, and a copy of the present schema beside it for the next time. `prisma migrate dev` would ask a
// shadow database instead, through a native engine that can't be downloaded everywhere.
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diffSchemas } from '@craftastic/db/diff-schemas';
import { startEmbeddedPostgres } from '@craftastic/db/embedded-postgres';
import { readMigrations } from '@craftastic/db/migration-list';

const prisma = fileURLToPath(new URL('../prisma', import.meta.url));
const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Give the migration a name, in lower case: npm run migration -- add_bindings');
  process.exit(1);
}

const last = (await readMigrations(join(prisma, 'migrations'))).migrationDirectories.at(-1);
const before = last ? await readFile(join(prisma, 'migrations', last.path, 'schema.prisma'), 'utf8') : null;
const scratch = await mkdtemp(join(tmpdir(), 'craftastic-migration-'));
const postgres = await startEmbeddedPostgres(join(scratch, 'postgres'));
const script = await diffSchemas(postgres.url, before, await readFile(join(prisma, 'schema.prisma'), 'utf8')).finally(
  async () => {
    await postgres.stop();
    await rm(scratch, { recursive: true, force: true });
  },
);
if (script === null) {
  console.log('The migrations agree with the schema; nothing to write.');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = join(prisma, 'migrations', `${stamp}_${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'migration.sql'), script);
  await copyFile(join(prisma, 'schema.prisma'), join(directory, 'schema.prisma'));
  await writeFile(join(prisma, 'migrations/migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(`Wrote ${directory}; read it before you commit it.`);
}
