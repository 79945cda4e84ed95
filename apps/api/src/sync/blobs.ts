import type { Database } from '@craftastic/db/database';
import { rowsOf } from './rows.ts';

/** Keep contents by their object ids. What is the same needs no transaction: an id never has another content. */
export async function keepBlobs(database: Database, blobs: readonly { hash: string; base64: string }[]): Promise<void> {
  if (blobs.length === 0) return;
  await database.client.$executeRaw`
    INSERT INTO blobs (hash, size, tier, data)
    SELECT hash, length(data), 'hot', data
    FROM (SELECT hash, decode(base64, 'base64') AS data FROM json_to_recordset(${rowsOf(blobs)}::json) AS r(hash text, base64 text)) r
    ON CONFLICT (hash) DO NOTHING`;
}
