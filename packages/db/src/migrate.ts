import pg from 'pg';
import { EVERYTHING, readMigrations } from './migration-list.ts';
import { openSchemaEngine } from './schema-engine.ts';

/**
 * Apply the migrations that the database lacks, in Prisma's own table, so that `prisma migrate deploy` agrees. Returns
 * their names. Two servers that start at once take turns by an advisory lock. The engine (14 MB of WebAssembly, 0.3 s)
 * is loaded only where something is to be done.
 */
export async function migrate(databaseUrl: string, directory: string): Promise<string[]> {
  const list = await readMigrations(directory);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Any constant does, as long as nothing else in this database takes it.
    await client.query('SELECT pg_advisory_lock(72083201)');
    const applied = await appliedMigrations(client);
    if (list.migrationDirectories.every(({ path }) => applied.has(path))) return [];
    await using engine = await openSchemaEngine(databaseUrl);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: list, filters: EVERYTHING });
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

async function appliedMigrations(client: pg.Client): Promise<Set<string>> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations') AS name`);
  if (tables[0].name === null) return new Set();
  const { rows } = await client.query(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Set(rows.map((row) => row.migration_name as string));
}
