import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
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

/** A transaction that its owner ends: rolled back on disposal where it was not committed. */
export interface Transaction extends Sql, AsyncDisposable {
  /** Rows as lines of COPY's text format, into `target`: a table with its columns. */
  copy(target: string, lines: string): Promise<void>;
  commit(): Promise<void>;
}

/** `first`: what else is to be run on the way, in the same round trip. */
export async function openTransaction(pool: pg.Pool, first = ''): Promise<Transaction> {
  const client = await pool.connect();
  let isOpen = true;
  // Between two statements nobody waits for an answer: without a listener a database that goes away then ends the process.
  let lost: Error | undefined;
  const onError = (error: Error) => {
    lost = error;
  };
  client.on('error', onError);
  const end = async (word: 'COMMIT' | 'ROLLBACK') => {
    if (!isOpen) return;
    isOpen = false;
    let broken: Error | undefined;
    try {
      await client.query(word);
    } catch (cause) {
      broken = cause instanceof Error ? cause : new Error(String(cause));
      if (word === 'COMMIT') throw cause;
    } finally {
      client.off('error', onError);
      client.release(broken ?? lost);
    }
  };
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = '${MOST_SECONDS}s'; ${first}`);
  } catch (error) {
    await end('ROLLBACK');
    throw error;
  }
  return {
    ...sqlOn(client),
    copy: async (target, lines) => {
      const stream = client.query(from(`COPY ${target} FROM STDIN`));
      stream.end(lines);
      await finished(stream);
    },
    commit: () => end('COMMIT'),
    [Symbol.asyncDispose]: () => end('ROLLBACK'),
  };
}

/** All of `work`, or nothing where it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  await using tx = await openTransaction(pool);
  const result = await work(tx);
  await tx.commit();
  return result;
}

/** One row for COPY's text format, its end included. A value is text, or what its type has as text. */
export function copyLine(values: readonly (string | number | bigint | boolean | null | undefined)[]): string {
  const texts = values.map((value) => (value === null || value === undefined ? '\\N' : escaped(String(value))));
  return `${texts.join('\t')}\n`;
}

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

const SPECIAL = /[\\\n\t\r]/;

const BYTEA = 17;

/**
 * Many contents as one parameter for `::bytea[]`, in PostgreSQL's binary form of an array: dimensions, whether there are nulls,
 * the type of what is in it, count, first index, then each with its length. As JSON in base64 they are a third longer and parsed.
 */
export function byteaArray(contents: readonly Uint8Array[]): Buffer {
  const array = Buffer.allocUnsafe(20 + contents.reduce((sum, { length }) => sum + 4 + length, 0));
  for (const [at, value] of [1, 0, BYTEA, contents.length, 1].entries()) array.writeInt32BE(value, at * 4);
  let end = 20;
  for (const content of contents) {
    end = array.writeInt32BE(content.length, end);
    array.set(content, end);
    end += content.length;
  }
  return array;
}
