import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { diffSchemas } from './diff-schemas.ts';
import { type EmbeddedDatabase, startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

const prisma = fileURLToPath(new URL('../../../prisma', import.meta.url));
let directory: string;
let postgres: EmbeddedDatabase;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'craftastic-db-'));
  postgres = await startEmbeddedPostgres(join(directory, 'postgres'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

test('the migrations make the database that the schema describes', async () => {
  const [migrated, described] = [await newDatabase('migrated'), await newDatabase('described')];
  expect(await migrate(migrated, join(prisma, 'migrations'))).not.toEqual([]);
  const client = await connect(described);
  await client.query((await diffSchemas(described, null, await readFile(join(prisma, 'schema.prisma'), 'utf8'))) ?? '');
  await client.end();
  expect(await shapeOf(migrated)).toEqual(await shapeOf(described));
});

test('migrating twice, and twice at once, applies each migration once', async () => {
  const url = await newDatabase('twice');
  const all = await Promise.all([migrate(url, join(prisma, 'migrations')), migrate(url, join(prisma, 'migrations'))]);
  expect(all.filter((names) => names.length > 0)).toHaveLength(1);
  expect(await migrate(url, join(prisma, 'migrations'))).toEqual([]);
});

test('a server that outlived its starter is taken over, with its data', async () => {
  const again = await startEmbeddedPostgres(join(directory, 'postgres'));
  expect(again.started).toBe(false);
  expect(again.url).toBe(postgres.url);
});

test('a folder serves one server at a time, and the next once that has ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'craftastic-db-'));
  const options = {
    url: undefined,
    embeddedDirectory: join(folder, 'postgres'),
    migrations: join(prisma, 'migrations'),
  };
  const first = await openDatabase(options);
  await expect(openDatabase(options)).rejects.toThrow(/Another Craftastic server is using/);
  expect(await first.client.user.count()).toBe(0);
  await first.close();
  const second = await openDatabase(options);
  await second.close();
  await rm(folder, { recursive: true, force: true });
});

test('a database that does not answer is told in a sentence', async () => {
  const opening = openDatabase({
    url: 'postgres://nobody@127.0.0.1:1/none',
    embeddedDirectory: join(directory, 'unused'),
    migrations: join(prisma, 'migrations'),
  });
  await expect(opening).rejects.toThrow(/DATABASE_URL can't be used: .*ECONNREFUSED/);
});

async function newDatabase(name: string): Promise<string> {
  const client = await connect(postgres.url);
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return postgres.url.replace(/craftastic$/, name);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Columns, indexes, constraints and enums, as the catalogue has them. */
async function shapeOf(url: string) {
  const client = await connect(url);
  const rows = async (query: string) => (await client.query(query)).rows;
  const shape = {
    columns:
      await rows(`SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default, datetime_precision
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`),
    indexes: await rows(
      `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
    ),
    constraints:
      await rows(`SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1, 2`),
    enums: await rows(
      `SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid ORDER BY typname, enumsortorder`,
    ),
  };
  await client.end();
  return shape;
}
