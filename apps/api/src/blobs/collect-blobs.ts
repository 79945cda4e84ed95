import type { Database } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import type { ObjectStore } from '@craftastic/store/object-store';

/** How long what no file has any more is kept: a branch that comes back, or a sync under way, finds it again. */
export const GRACE_MS = 24 * 60 * 60_000;

interface Parts {
  database: Database;
  store: ObjectStore;
}

const IS_USED = Prisma.sql`EXISTS (
  SELECT 1 FROM files f JOIN file_parts p ON p.id = f.part JOIN git g ON g.ns = p.binding_ns
  WHERE g.environment_id = b.environment_id AND f.hash = b.hash)`;

/**
 * Let go of contents that no file of a readable branch or draft has had for the grace time; the past is read from the
 * repository. Rows go first, and only if nobody has taken them up since: a sync that finds one takes its mark away, which this
 * waits for. Then go objects that no row names: those of the rows, and those whose server was killed before it wrote one.
 */
export async function collectBlobs({ database, store }: Parts, now: Date): Promise<{ rows: number; objects: number }> {
  const { client } = database;
  const before = new Date(now.getTime() - GRACE_MS);
  await client.$executeRaw`UPDATE blobs b SET unused_since = ${now} WHERE unused_since IS NULL AND NOT ${IS_USED}`;
  await client.$executeRaw`UPDATE blobs b SET unused_since = NULL WHERE unused_since IS NOT NULL AND ${IS_USED}`;
  // Two statements: with an OR between them PostgreSQL looks through the files once for each content, for hours.
  const unused = await client.$queryRaw<{ key: string | null }[]>`
    DELETE FROM blobs b WHERE unused_since < ${before} AND NOT ${IS_USED} RETURNING key`;
  const orphans = await client.$queryRaw<{ key: string | null }[]>`
    DELETE FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM environments e WHERE e.id = b.environment_id) RETURNING key`;
  const gone = [...unused, ...orphans];
  let objects = await removeObjects(store, gone);
  const rows = await client.blob.findMany({ where: { key: { not: null } }, select: { key: true } });
  const named = new Set(rows.map(({ key }) => key));
  for await (const { key, modifiedAt } of store.list()) {
    // A young one may be about to get its row.
    if (named.has(key) || modifiedAt >= before) continue;
    await store.remove(key);
    objects += 1;
  }
  return { rows: gone.length, objects };
}

/** All of an environment that is gone. */
export async function removeBlobs({ database, store }: Parts, environmentId: string): Promise<void> {
  const gone = await database.client.$queryRaw<{ key: string | null }[]>`
    DELETE FROM blobs WHERE environment_id = ${environmentId} RETURNING key`;
  await removeObjects(store, gone);
}

async function removeObjects(store: ObjectStore, rows: readonly { key: string | null }[]): Promise<number> {
  let count = 0;
  for (const { key } of rows) {
    if (key === null) continue;
    await store.remove(key);
    count += 1;
  }
  return count;
}
