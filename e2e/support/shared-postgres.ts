import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@craftastic/db/embedded-postgres';
import { migrate } from '@craftastic/db/migrate';
import pg from 'pg';

const MIGRATIONS = join(import.meta.dirname, '../../prisma/migrations');

/** Where the tests of a run, which are other processes, find its PostgreSQL. */
const ADDRESS = 'CRAFTASTIC_TEST_POSTGRES';

/** Closed to connections: what is copied must not be in use. */
const TEMPLATE = 'migrated';

/**
 * One PostgreSQL for the servers of a whole run, with an empty migrated database that each gets a copy of: a tenth of a
 * second, where a cluster of its own with its migrations takes one. Returns how to end it.
 */
export default async function startSharedPostgres(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  // PostgreSQL does not run as root, and its user has to get there.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres(join(folder, 'cluster'), {
    max_connections: '300',
    // What a killed process has written is still the kernel's; nobody needs these after a power cut.
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
  });
  const end = async () => {
    delete process.env[ADDRESS];
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(postgres.url, MIGRATIONS);
    const admin = databaseAt(postgres.url, 'postgres');
    await query(admin, `ALTER DATABASE craftastic RENAME TO ${TEMPLATE}`);
    await query(admin, `ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
    process.env[ADDRESS] = admin;
    return end;
  } catch (error) {
    await end();
    throw error;
  }
}

/** A migrated database of the run's PostgreSQL; null outside of a run that has one. */
export async function newDatabase(): Promise<{ url: string; drop: () => Promise<void> } | null> {
  const admin = process.env[ADDRESS];
  if (!admin) return null;
  const name = `craftastic_${randomBytes(6).toString('hex')}`;
  await query(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
  return { url: databaseAt(admin, name), drop: () => query(admin, `DROP DATABASE ${name} WITH (FORCE)`) };
}

function databaseAt(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
