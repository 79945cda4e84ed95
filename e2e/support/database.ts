import pg from 'pg';
import type { Craftastic } from './craftastic.ts';

/** A connection to the database of a server of the tests. */
export async function databaseOf(craftastic: Craftastic): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: await craftastic.databaseUrl() });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
