import type { Sql } from '@craftastic/db/sql';
import { type ParsedThing, type ParseOptions, parseFile } from '@craftastic/things/parse';
import type { ReadFile } from './sync.ts';

/** Contents that a sync keeps in memory between reading them and writing them. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

/**
 * The Things that a sync has read. What is above the limit is let go but for its id, and read again from `blobs`, where it was
 * kept on the way: parsing twice is cheap, and memory stays as it is whether a commit has a thousand files or a million.
 */
export class ReadThings {
  readonly #options: ParseOptions;
  readonly #keptOf: string | null;
  readonly #letGo = new Set<string>();
  #keptBytes = 0;

  /** `keptOf`: the environment as whose all contents are in `blobs`; null where they are not. */
  constructor(options: ParseOptions, keptOf: string | null) {
    this.#options = options;
    this.#keptOf = keptOf;
  }

  read(path: string, oid: string, bytes: Uint8Array, changed: boolean): ReadFile {
    const parsed = parseFile(path, bytes, this.#options);
    this.#keptBytes += bytes.length;
    if (!parsed.thing || this.#keptOf === null || this.#keptBytes <= MOST_KEPT_BYTES)
      return { path, oid, changed, ...parsed };
    this.#letGo.add(path);
    return { path, oid, changed, ...parsed, thing: { ...parsed.thing, data: {}, content: null, relations: [] } };
  }

  /** The Things of some files, whole, by path. A few thousand at the most: these are in memory now. */
  async whole(client: Sql, files: readonly ReadFile[]): Promise<Map<string, ParsedThing>> {
    const things = new Map<string, ParsedThing>();
    const missing = files.filter(({ path }) => this.#letGo.has(path));
    for (const { path, thing } of files) if (thing && !this.#letGo.has(path)) things.set(path, thing);
    if (missing.length === 0 || this.#keptOf === null) return things;
    const hashes = [...new Set(missing.map(({ oid }) => oid))];
    const rows = await client.$queryRaw<{ hash: string; data: Uint8Array | null }[]>`
      SELECT hash, data FROM blobs WHERE environment_id = ${this.#keptOf} AND hash = ANY(${hashes}::text[])`;
    const bytesOf = new Map(rows.map(({ hash, data }) => [hash, data]));
    for (const { path, oid } of missing) {
      const bytes = bytesOf.get(oid);
      const thing = bytes && parseFile(path, bytes, this.#options).thing;
      // Nothing removes what a sync has just kept; should it be so, the queue has the sync done again.
      if (!thing) throw new Error(`the content ${oid} of ${path} is gone`);
      things.set(path, thing);
    }
    return things;
  }
}
