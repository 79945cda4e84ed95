import pg from 'pg';
import { Prisma } from './generated/client.ts';

type Query = TemplateStringsArray | Prisma.Sql;

/** What runs SQL, by the names that Prisma's client has for it. */
export interface Sql {
  /** The number of rows that were changed. */
  $executeRaw(query: Query, ...values: unknown[]): Promise<number>;
  $queryRaw<Rows>(query: Query, ...values: unknown[]): Promise<Rows>;
}

/** As Prisma has it: what a 64-bit number is must not depend on who reads it. */
const INT8 = 20;
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format)),
};
/** A statement that takes so long waits for something that does not come. */
const MOST_SECONDS = 120;

/**
 * SQL on a connection, past Prisma. For statements with thousands of rows: Prisma writes their parameters as JSON once
 * more and reads that back, which for a sync of 10,000 files was a third of the server's time.
 */
export function sqlOn(connection: Pick<pg.ClientBase, 'query'>): Sql {
  const run = (query: Query, values: unknown[]) => {
    const { text, values: all } = 'text' in query ? query : Prisma.sql(query, ...values);
    return connection.query({ text, values: all, types: TYPES });
  };
  return {
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
    $queryRaw: async <Rows>(query: Query, ...values: unknown[]) => (await run(query, values)).rows as Rows,
  };
}

/** All of `work`, or nothing where it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = '${MOST_SECONDS}s'`);
    const result = await work(sqlOn(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((cause) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
