import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Environment } from '@craftastic/db/generated/client';
import { checkedContent } from '@craftastic/store/checked-content';
import type { Bus } from '../live/bus.ts';
import { BlobKeeper } from '../sync/blobs.ts';
import { CONTEXT_FILES, collectParts } from '../sync/parts.ts';
import { type BlobParts, MOST_HOT_BYTES } from './blobs.ts';
import { collectBlobs, removeBlobs } from './collect-blobs.ts';
import { openRepositoryBlob } from './repository-blob.ts';

export interface KeptParts extends BlobParts {
  bus: Bus;
  /** On whose disk the store's files are, and how much of it has to stay free. */
  disk: { folder: string; reserveBytes: number } | null;
}

const EVERY_MS = 10 * 60_000;
/** Asked of a repository in one call; the API of a sandbox takes 20,000. */
const PAGE = 5000;
/** One object that the store will not have, or that the repository lost, is no reason to leave out the others; a store that is down is. */
const MOST_FAILED = 3;

interface Wanted {
  hash: string;
  size: bigint;
}

/**
 * Keeps what files of branches have where it is read from without a sandbox: small contents in the database, large ones in the
 * store. What is missing is told by the database alone, so a hint that is lost, or a server that is killed, is made up for by
 * the clock, and doing it twice does nothing. Of drafts nothing is kept: each save would be.
 */
export class KeptBlobs {
  readonly #parts: KeptParts;
  readonly #ending = new AbortController();
  /** One environment after the other: nobody waits for it, and each may need a sandbox and a disk. */
  #last: Promise<void> = Promise.resolve();
  /** Contexts that wait to be looked at, by environment; null for all of them. */
  readonly #wanted = new Map<string, Set<number> | null>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;

  constructor(parts: KeptParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
    this.#stopListening = parts.bus.subscribe((event) => {
      if (event.type === 'environment-removed') this.#run(() => removeBlobs(parts, event.id));
    });
    this.#tick();
  }

  /** A context's files have changed. */
  want(environmentId: string, contextId: number | null): void {
    const waiting = this.#wanted.get(environmentId);
    if (waiting === null) return;
    if (waiting !== undefined && contextId !== null) {
      waiting.add(contextId);
      return;
    }
    this.#wanted.set(environmentId, contextId === null ? null : new Set([contextId]));
    if (waiting !== undefined) return;
    this.#run(async (signal) => {
      const contexts = this.#wanted.get(environmentId) ?? null;
      this.#wanted.delete(environmentId);
      const environment = await this.#parts.database.client.environment.findUnique({ where: { id: environmentId } });
      if (environment?.status === 'ready') await this.#keep(environment, contexts && [...contexts], signal);
    });
  }

  #tick(): void {
    this.#run(async () => {
      // What they have would count as used.
      await collectParts(this.#parts.database.client);
      await collectBlobs(this.#parts, new Date());
      const bound = await this.#parts.database.client.environment.findMany({
        where: { status: 'ready', bindings: { some: {} } },
        select: { id: true },
      });
      for (const { id } of bound) this.want(id, null);
    });
  }

  #run(work: (signal: AbortSignal) => Promise<void>): void {
    const { signal } = this.#ending;
    this.#last = this.#last
      .then(() => (signal.aborted ? undefined : work(signal)))
      .catch((error) => {
        if (signal.aborted) return;
        this.#parts.log.warn({ err: error }, 'contents of files were not kept; it is tried again in some minutes');
      });
  }

  async #keep(environment: Environment, contexts: number[] | null, signal: AbortSignal): Promise<void> {
    await this.#takeUp(environment.id, contexts);
    let after = '';
    let failed = 0;
    for (;;) {
      const wanted = await this.#missing(environment.id, contexts, after);
      if (wanted.length === 0 || signal.aborted) return;
      after = wanted.at(-1)?.hash ?? '';
      const small = wanted.filter(({ size }) => size <= MOST_HOT_BYTES).map(({ hash }) => hash);
      if (small.length > 0) await this.#keepSmall(environment, small, signal);
      for (const { hash, size } of wanted) {
        if (size <= MOST_HOT_BYTES || signal.aborted) continue;
        await this.#keepLarge(environment, hash, Number(size), signal).catch((error) => {
          failed += 1;
          if (failed === MOST_FAILED || signal.aborted) throw error;
          this.#parts.log.warn({ err: error, environmentId: environment.id, hash }, 'a large file was not kept');
        });
      }
    }
  }

  /** What nothing had, and has again, is not let go of; where that has begun, this waits for its end, and it is missing then. */
  async #takeUp(environmentId: string, contexts: number[] | null): Promise<void> {
    await this.#parts.database.client.$executeRaw`
      UPDATE blobs b SET unused_since = NULL WHERE environment_id = ${environmentId} AND unused_since IS NOT NULL
        AND EXISTS (SELECT 1 FROM ${CONTEXT_FILES} f JOIN git_branches c ON c.id = f.context_id JOIN git g ON g.ns = c.binding_ns
          WHERE f.hash = b.hash AND g.environment_id = ${environmentId}
            AND (${contexts === null} OR c.id = ANY(${contexts ?? []}::int[])))`;
  }

  /** What files of branches have and nothing keeps, in the order of the ids. */
  #missing(environmentId: string, contexts: number[] | null, after: string): Promise<Wanted[]> {
    return this.#parts.database.client.$queryRaw<Wanted[]>`
      SELECT DISTINCT f.hash, f.size FROM ${CONTEXT_FILES} f
      JOIN git_branches c ON c.id = f.context_id JOIN git g ON g.ns = c.binding_ns
      WHERE g.environment_id = ${environmentId} AND c.session = '' AND f.type = 'file' AND f.size IS NOT NULL
        AND (${contexts === null} OR c.id = ANY(${contexts ?? []}::int[])) AND f.hash > ${after}
        AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.environment_id = ${environmentId} AND b.hash = f.hash)
      ORDER BY f.hash LIMIT ${PAGE}`;
  }

  async #keepSmall(environment: Environment, oids: string[], signal: AbortSignal): Promise<void> {
    const { database, sandboxes, environments } = this.#parts;
    const asked = new Set(oids);
    const keeper = new BlobKeeper(database, environment.id);
    await sandboxes.withRepository(environments.ofSandbox(environment), async ({ repository }) => {
      for await (const part of await repository.upstreamBlobs({ oids, maxBytes: MOST_HOT_BYTES }, { signal })) {
        await keeper.keep(
          part.flatMap(({ oid, base64 }) =>
            base64 === null || !asked.delete(oid) ? [] : [{ hash: oid, bytes: Buffer.from(base64, 'base64') }],
          ),
        );
      }
    });
    await keeper.done();
  }

  /**
   * The object is whole in the store before the row says so. Its key is new each time: whoever removes the object of a row that
   * is gone can't hit one that was kept since.
   */
  async #keepLarge(environment: Environment, hash: string, size: number, signal: AbortSignal): Promise<void> {
    const { database, store, log } = this.#parts;
    if (!(await this.#hasRoom(size))) {
      log.warn({ environmentId: environment.id, hash, size }, 'not kept in the store: its disk is nearly full');
      return;
    }
    const content = await openRepositoryBlob(this.#parts, { environment, session: '', path: '' }, hash);
    if (content === null) return;
    const key = `${environment.id}/${hash.slice(0, 2)}/${hash}-${randomBytes(6).toString('hex')}`;
    const checked = checkedContent(hash, size);
    content.once('error', (error) => checked.destroy(error));
    checked.once('close', () => content.destroy());
    await store.put(key, content.pipe(checked) as Readable, size, signal);
    const kept = await database.client.$executeRaw`
      INSERT INTO blobs (environment_id, hash, size, tier, key) VALUES (${environment.id}, ${hash}, ${size}, 'warm', ${key})
      ON CONFLICT DO NOTHING`;
    if (kept === 0) await store.remove(key);
  }

  async #hasRoom(size: number): Promise<boolean> {
    const { disk } = this.#parts;
    if (disk === null) return true;
    const { bavail, bsize } = await statfs(disk.folder);
    return bavail * bsize - size >= disk.reserveBytes;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening();
    this.#ending.abort();
    await this.#last;
  }
}
