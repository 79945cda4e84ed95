import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { inTransaction } from './sql.ts';

const COUNT = 'SELECT count(*) FROM pg_stat_activity WHERE pid = $1';

test('regression: a database that went away between two statements ended the process', async () => {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'craftastic-sql-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres(join(directory, 'postgres'));
  stack.defer(() => postgres.stop());
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => {});
  stack.defer(() => pool.end());

  const work = inTransaction(pool, async (tx) => {
    const [mine] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await pool.query('SELECT pg_terminate_backend($1)', [mine?.pid]);
    // Its connection hears of it while nothing is asked.
    await expect.poll(async () => (await pool.query(COUNT, [mine?.pid])).rows).toEqual([{ count: '0' }]);
    await tx.$queryRaw`SELECT 1`;
  });
  await expect(work).rejects.toThrow();
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
