import { PrismaPg } from '@prisma/adapter-pg';
import { DatabaseError, startEmbeddedPostgres } from './embedded-postgres.ts';
import { PrismaClient } from './generated/client.ts';
import { migrate } from './migrate.ts';

export interface Database {
  client: PrismaClient;
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
  try {
    await migrate(url, options.migrations);
  } catch (cause) {
    await embedded?.stop();
    const words = cause instanceof Error ? cause.message : String(cause);
    const where = embedded ? `The database in ${options.embeddedDirectory}` : 'The database of DATABASE_URL';
    throw new DatabaseError(`${where} can't be used: ${words || 'it does not answer'}`, { cause });
  }
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 20 }) });
  return {
    client,
    kind: embedded ? 'embedded' : 'external',
    url,
    close: async () => {
      await client.$disconnect();
      await embedded?.stop();
    },
  };
}
