import type { Database } from '@craftastic/db/database';
import { byteaArray, sqlOn } from '@craftastic/db/sql';

interface Content {
  hash: string;
  bytes: Uint8Array;
}

/** Statements under way at once: the next files are read and parsed meanwhile, and no more of them wait in memory. */
const AT_ONCE = 2;

/**
 * Keeps contents of an environment by their object ids. What is the same needs no transaction: an id has one content. They
 * are the environment's own: a repository can be made to give anything for an id, and shall do so to itself alone.
 */
export class BlobKeeper {
  readonly #database: Database;
  readonly #environmentId: string;
  readonly #running = new Set<Promise<void>>();

  constructor(database: Database, environmentId: string) {
    this.#database = database;
    this.#environmentId = environmentId;
  }

  /** Resolves when there is room for more. Throws where an earlier one could not be kept. */
  async keep(blobs: readonly Content[]): Promise<void> {
    if (blobs.length === 0) return;
    const work = insert(this.#database, this.#environmentId, blobs);
    const entry = work.finally(() => this.#running.delete(entry));
    entry.catch(() => {});
    this.#running.add(entry);
    if (this.#running.size >= AT_ONCE) await Promise.race(this.#running);
  }

  async done(): Promise<void> {
    await Promise.all(this.#running);
  }
}

/**
 * Not waited for to be on the disk: the commit of the sync that names them, which is, comes later in the same log. So a crash
 * loses none that anything refers to. In order, so that two syncs of the same files wait for each other one way only.
 */
async function insert({ pool }: Database, environmentId: string, blobs: readonly Content[]): Promise<void> {
  await sqlOn(pool).$executeRaw`
    WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO blobs AS b (environment_id, hash, size, tier, data)
    SELECT ${environmentId}, hash, length(data), 'hot', data FROM unhurried,
      unnest(${blobs.map(({ hash }) => hash)}::text[], ${byteaArray(blobs.map(({ bytes }) => bytes))}::bytea[]) AS r(hash, data)
    ORDER BY hash
    ON CONFLICT (environment_id, hash) DO UPDATE SET unused_since = NULL WHERE b.unused_since IS NOT NULL`;
}
