import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { DatabaseError, startEmbeddedPostgres } from './embedded-postgres.ts';
import { PrismaClient } from './generated/client.ts';
import { migrate } from './migrate.ts';

export interface Database {
  client: PrismaClient;
  /** The client's own connections, for what speaks SQL by itself. */
  pool: pg.Pool;
  /**
   * Connections for transactions that go on while their owner asks others of `pool`: were they of that one, its last might all
   * be held by owners who wait for one more.
   */
  longPool: pg.Pool;
  kind: 'embedded' | 'external';
  url: string;
  close(): Promise<void>;
}

/**
 * The database, migrated: the one at `url`, or an embedded one in `embeddedDirectory`. Throws {@link DatabaseError}
 * with a sentence for the person who started the server.
 */
export async function openDatabase(options: {
  url: string | undefined;
  embeddedDirectory: string;
  migrations: string;
}): Promise<Database> {
  const embedded = options.url === undefined ? await startEmbeddedPostgres(options.embeddedDirectory) : null;
  const url = options.url ?? embedded?.url ?? '';
  const lock = embedded ? await lockFolder(url, options.embeddedDirectory) : null;
  try {
    await migrate(url, options.migrations);
  } catch (cause) {
    await lock?.end();
    await embedded?.stop();
    const words = cause instanceof Error ? cause.message : String(cause);
    const where = embedded ? `The database in ${options.embeddedDirectory}` : 'The database of DATABASE_URL';
    throw new DatabaseError(`${where} can't be used: ${words || 'it does not answer'}`, { cause });
  }
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  pool.on('error', () => {}); // of an idle connection; the next query makes another, or fails for whoever asks
  const longPool = new pg.Pool({ connectionString: url, max: 6 });
  longPool.on('error', () => {});
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    client,
    pool,
    longPool,
    kind: embedded ? 'embedded' : 'external',
    url,
    close: async () => {
      await client.$disconnect();
      await Promise.all([pool.end(), longPool.end()]);
      await lock?.end();
      await embedded?.stop();
    },
  };
}

/**
 * One server a data folder: a second one would stop the first one's database, and both would clear up after each other.
 * The lock is a connection's, so it ends with its process however that ends.
 */
async function lockFolder(url: string, directory: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the database ends before the lock when both are stopped from outside
  await client.connect();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    // Any constant does, as long as nothing else in this database takes it.
    const { rows } = await client.query('SELECT pg_try_advisory_lock(72083202) AS locked');
    if (rows[0].locked) return client;
    // A server killed a moment ago may still have its connection open, as the database sees it.
    await wait(100);
  }
  await client.end();
  throw new DatabaseError(
    `Another Craftastic server is using ${dirname(directory)}. Stop it, or set CRAFTASTIC_DATA to another folder.`,
  );
}
