import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDeadlock, outliveDeadlocks } from './deadlock.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { inTransaction } from './sql.ts';

const COUNT = 'SELECT count(*) FROM pg_stat_activity WHERE pid = $1';

let pool: pg.Pool;
const stack = new AsyncDisposableStack();
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'craftastic-sql-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres(join(directory, 'postgres'));
  stack.defer(() => postgres.stop());
  pool = new pg.Pool({ connectionString: postgres.url, max: 3 });
  pool.on('error', () => {});
  stack.defer(() => pool.end());
});
afterAll(() => stack.disposeAsync());

test('regression: a database that went away between two statements ended the process', async () => {
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

test('regression: of two that changed the same rows in another order one was answered with an error inside the server', async () => {
  await pool.query(
    'CREATE TABLE counts (id int PRIMARY KEY, value int NOT NULL); INSERT INTO counts VALUES (1, 0), (2, 0)',
  );
  const met = Promise.withResolvers<void>();
  let waiting = 0;
  let deadlocks = 0;
  const addOne = (first: number, second: number) =>
    outliveDeadlocks(() =>
      inTransaction(pool, async (tx) => {
        await tx.$executeRaw`UPDATE counts SET value = value + 1 WHERE id = ${first}`;
        waiting += 1;
        if (waiting === 2) met.resolve();
        await met.promise;
        await tx.$executeRaw`UPDATE counts SET value = value + 1 WHERE id = ${second}`;
      }).catch((error) => {
        if (isDeadlock(error)) deadlocks += 1;
        throw error;
      }),
    );
  await Promise.all([addOne(1, 2), addOne(2, 1)]);
  expect(deadlocks).toBeGreaterThan(0);
  expect((await pool.query('SELECT value FROM counts')).rows).toEqual([{ value: 2 }, { value: 2 }]);
});
