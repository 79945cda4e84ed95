import { Readable } from 'node:stream';
import type { Database } from '@craftastic/db/database';
import { type ByteRange, MissingObjectError, type ObjectStore } from '@craftastic/store/object-store';
import type { Logger } from 'pino';
import { type BlobPlace, openRepositoryBlob, type RepositoryParts } from './repository-blob.ts';

export interface BlobParts extends RepositoryParts {
  database: Database;
  store: ObjectStore;
  log: Logger;
}

/** Up to this size contents are in the database, above it in the object store. */
export const MOST_HOT_BYTES = 1024 * 1024;

/**
 * Content of a blob from wherever it is: the database, the store, else the repository, which always has it. So a store that
 * fails, or a blob that nothing has kept yet, costs time and nothing more. Null where it is nowhere.
 */
export async function readBlob(
  parts: BlobParts,
  place: BlobPlace,
  hash: string,
  range?: ByteRange,
): Promise<Readable | null> {
  const where = { environmentId_hash: { environmentId: place.environment.id, hash } };
  const kept = await parts.database.client.blob.findUnique({ where });
  if (kept?.data) {
    const { data } = kept;
    return Readable.from([Buffer.from(range ? data.subarray(range.start, range.end + 1) : data)]);
  }
  if (kept?.key) {
    const found = await fromStore(parts, kept.key, range);
    if (found) return found;
  }
  return openRepositoryBlob(parts, place, hash, range);
}

async function fromStore(
  { store, database, log }: BlobParts,
  key: string,
  range?: ByteRange,
): Promise<Readable | null> {
  try {
    return await store.get(key, range);
  } catch (error) {
    log.warn({ err: error, key }, 'an object could not be read from the store');
    // Without its row it is kept anew. A store that doesn't answer may have it all the same.
    if (error instanceof MissingObjectError) await database.client.blob.deleteMany({ where: { key } });
    return null;
  }
}
