import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Craftastic } from './craftastic.ts';

/** A connection to the database that a server of the tests runs for itself. */
export async function databaseOf({ data }: Craftastic): Promise<pg.Client & AsyncDisposable> {
  const folder = join(data, 'postgres');
  const [lines, password] = await Promise.all([
    readFile(join(folder, 'postmaster.pid'), 'utf8'),
    readFile(join(folder, 'craftastic.password'), 'utf8'),
  ]);
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(lines.split('\n')[3]),
    user: 'craftastic',
    password: password.trim(),
    database: 'craftastic',
  });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
