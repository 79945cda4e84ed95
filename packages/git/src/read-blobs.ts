import { GitError } from './git-error.ts';
import type { ObjectReader } from './object-reader.ts';

export interface BlobContent {
  oid: string;
  /** Null where it is above the limit, missing, or no blob. */
  content: Buffer | null;
}

/** Asked for at once, and read from git's buffer as one. */
const PART = 500;
/** Contents given on at once, but for one that is larger itself. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Contents of blobs, in parts; between two of them others may ask. Sizes are asked for first, so that nothing above `maxBytes`
 * is ever read.
 */
export async function* readBlobs(
  objects: ObjectReader,
  oids: readonly string[],
  maxBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<BlobContent[], void, void> {
  for (let start = 0; start < oids.length; start += PART) {
    if (signal?.aborted) throw new GitError('CANCELLED');
    const part = oids.slice(start, start + PART);
    const infos = await objects.info(part);
    const wanted: { oid: string; size: number }[] = [];
    const without: BlobContent[] = [];
    for (const [at, oid] of part.entries()) {
      const info = infos[at];
      if (info?.type === 'blob' && info.size <= maxBytes) wanted.push({ oid, size: info.size });
      else without.push({ oid, content: null });
    }
    if (without.length > 0) yield without;
    for (let next = 0; next < wanted.length; ) {
      let bytes = 0;
      const some: string[] = [];
      for (; next < wanted.length; next += 1) {
        const blob = wanted[next];
        if (!blob || (some.length > 0 && bytes + blob.size > PART_BYTES)) break;
        some.push(blob.oid);
        bytes += blob.size;
      }
      if (signal?.aborted) throw new GitError('CANCELLED');
      const contents = await objects.contents(some);
      yield some.map((oid, at) => ({ oid, content: contents[at]?.content ?? null }));
    }
  }
}
