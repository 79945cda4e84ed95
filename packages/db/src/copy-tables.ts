import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** One table as COPY writes it: text, a line a row, whatever its types. */
export interface TableRows {
  table: string;
  columns: string[];
  rows: Readable;
}

/**
 * Every table of the schema `public`, of one moment: what is written meanwhile is in all of them or in none. `take` has to
 * read each to its end. Not pg_dump: the PostgreSQL that npm brings has none, and one of another version refuses.
 */
export async function exportTables(url: string, take: (table: TableRows) => Promise<void>): Promise<void> {
  const client = await connected(url);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for (const [table, columns] of await tablesOf(client)) {
      const rows = client.query(to(`COPY ${quoted(table)} (${columns.map(quoted).join(', ')}) TO STDOUT`));
      await take({ table, columns, rows });
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/**
 * Fill tables that exist and are empty but for Prisma's own; all or nothing. Foreign keys are set aside meanwhile, since
 * tables may point at each other, and checked as they are put back.
 */
export async function importTables(url: string, tables: AsyncIterable<TableRows>): Promise<void> {
  const client = await connected(url);
  try {
    await client.query('BEGIN');
    const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
      `SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
    );
    for (const key of keys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`);
    const known = new Map(await tablesOf(client));
    for await (const { table, columns, rows } of tables) {
      if (!known.has(table)) throw new Error(`The database has no table ${table}.`);
      const target = `${quoted(table)} (${columns.map(quoted).join(', ')})`;
      await pipeline(rows, client.query(from(`COPY ${target} FROM STDIN`)));
    }
    for (const key of keys) {
      await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`);
    }
    await countOn(client);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** Whether a database has anything of ours. */
export async function isEmpty(url: string): Promise<boolean> {
  const client = await connected(url);
  try {
    return (await tablesOf(client)).length === 0;
  } finally {
    await client.end();
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Names of tables, with those of their columns that can be written. */
async function tablesOf(client: pg.Client): Promise<[string, string[]][]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows.map(({ table, columns }) => [table, columns]);
}

/** Let every sequence go on after the greatest value that is there. */
async function countOn(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT quote_ident(c.relname) AS "table", quote_ident(a.attname) AS column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL`,
  );
  for (const { table, column, sequence } of rows) {
    await client.query(`SELECT setval($1, (SELECT max(${column}) FROM ${table}))`, [sequence]);
  }
}

const quoted = (name: string): string => pg.escapeIdentifier(name);
