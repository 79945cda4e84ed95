import { EventEmitter } from 'node:events';
import { GitEvent } from '@craftastic/contract/events';
import type { Database } from '@craftastic/db/database';
import type { Prisma } from '@craftastic/db/generated/client';
import type { Sql } from '@craftastic/db/sql';
import { rowsOf } from '../sync/rows.ts';

export type NewEvent = DistributedOmit<GitEvent, 'sequence' | 'createdAt'>;
type DistributedOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

interface Filter {
  /** Asked anew before each reading, so that a listener hears no more than it may at that time. */
  readable: () => Promise<readonly string[]>;
  type?: string | undefined;
}

/** Events read at once by a listener that has fallen behind. */
const PART = 200;

/** The events of all repositories: appended in one transaction with what they tell of, read in order. */
export class EventLog {
  readonly #database: Database;
  readonly #told = new EventEmitter().setMaxListeners(0);

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Append within a transaction; call {@link tell} once it is committed. The lock is held until then, so that sequences
   * become visible in their order: a listener that has seen 7 never misses a 6 that was committed later.
   */
  async append(tx: Sql, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    // Any constant that nothing else in this database takes; 72083201 and 02 are taken.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(72083203)`;
    const rows = events.map(({ type, environmentId, ...data }) => ({
      verb: type,
      environment_id: environmentId,
      data,
    }));
    await tx.$executeRaw`
      INSERT INTO events (verb, environment_id, data, created_at)
      SELECT verb, environment_id, data, clock_timestamp() FROM json_to_recordset(${rowsOf(rows)}::json)
        AS r(verb text, environment_id text, data jsonb)`;
  }

  tell(): void {
    this.#told.emit('told');
  }

  async list(filter: Filter & { before?: number | undefined; limit: number }): Promise<GitEvent[]> {
    return this.#read(filter, filter.before === undefined ? {} : { lt: BigInt(filter.before) }, 'desc', filter.limit);
  }

  /** Events as they come, from now on or after a sequence. A slow listener reads what it missed: nothing is queued. */
  async *stream(filter: Filter & { after?: number | undefined }, signal?: AbortSignal): AsyncGenerator<GitEvent> {
    let wake = Promise.withResolvers<void>();
    const onTold = () => wake.resolve();
    this.#told.on('told', onTold);
    signal?.addEventListener('abort', onTold, { once: true });
    try {
      let after = BigInt(filter.after ?? (await this.#latest()));
      while (!signal?.aborted) {
        wake = Promise.withResolvers();
        const events = await this.#read(filter, { gt: after }, 'asc', PART);
        for (const event of events) {
          yield event;
          after = BigInt(event.sequence);
        }
        if (events.length < PART && !signal?.aborted) await wake.promise;
      }
    } finally {
      this.#told.off('told', onTold);
      signal?.removeEventListener('abort', onTold);
    }
  }

  async #latest(): Promise<bigint> {
    const { _max } = await this.#database.client.event.aggregate({ _max: { sequence: true } });
    return _max.sequence ?? 0n;
  }

  async #read(filter: Filter, sequence: Prisma.BigIntFilter, order: 'asc' | 'desc', take: number): Promise<GitEvent[]> {
    const rows = await this.#database.client.event.findMany({
      where: {
        sequence,
        environmentId: { in: [...(await filter.readable())] },
        ...(filter.type === undefined ? {} : { verb: filter.type }),
      },
      orderBy: { sequence: order },
      take,
    });
    return rows.map((row) =>
      GitEvent.parse({
        ...(row.data as object),
        type: row.verb,
        environmentId: row.environmentId,
        sequence: Number(row.sequence),
        createdAt: row.createdAt.toISOString(),
      }),
    );
  }
}
