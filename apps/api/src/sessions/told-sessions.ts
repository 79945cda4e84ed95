import type { Failure, Progress } from '@craftastic/contract/progress';
import type { SupervisorEvent } from '@craftastic/contract/session-events';
import type { Session, Usage } from '@craftastic/contract/sessions';
import type { Database } from '@craftastic/db/database';
import { Prisma, type Session as SessionRow } from '@craftastic/db/generated/client';
import { KeyedQueue } from '@craftastic/runtime/keyed-queue';
import type { Logger } from 'pino';
import type { Bus } from '../live/bus.ts';
import { SessionHub } from './hub.ts';
import { presentSession } from './present.ts';
import { StartLogs } from './start-logs.ts';

/** A sandbox that ends so soon after the kernel took one of its programs has ended by it. */
const MEMORY_ENDS_MS = 10_000;

interface Parts {
  database: Database;
  bus: Bus;
  log: Logger;
}

type Change = Omit<Prisma.SessionUpdateInput, 'error'> & { error?: Failure | null };

/**
 * The rows of sessions, with what is known of them only while this server runs: how far their work is, what they use, what
 * their sandboxes tell. Each change is written and then told to everybody, in this order.
 */
export class ToldSessions {
  readonly hub: SessionHub;
  readonly logs = new StartLogs((id, text) => this.hub.publish(id, { type: 'start-log', text }));
  readonly #parts: Parts;
  /** What is read or written of a row is published before the next: else a screen may be left with the older state. */
  readonly #order = new KeyedQueue();
  readonly #progress = new Map<string, Progress>();
  /** When the kernel last ended a program of a session for want of memory, by the clock of `Date.now`. */
  readonly #outOfMemory = new Map<string, number>();
  readonly #usage = new Map<string, Omit<Usage, 'diskBytes'>>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.hub = new SessionHub((id, event) => void this.#learn(id, event), parts.log);
  }

  get table() {
    return this.#parts.database.client.session;
  }

  present(row: SessionRow): Session {
    return presentSession(row, {
      progress: this.#progress.get(row.id) ?? null,
      usage: this.#usage.get(row.id) ?? null,
    });
  }

  /** With `work-ends` the progress goes in the same step: nobody sees the new status with the old progress. */
  async save(id: string, { error, ...change }: Change, work?: 'work-ends' | 'work-goes-on'): Promise<Session> {
    const data: Prisma.SessionUpdateInput = {
      ...change,
      ...(error === undefined ? {} : { error: error ?? Prisma.DbNull }),
    };
    return this.#order.run(id, async () => {
      const row = await this.table.update({ where: { id }, data });
      if (work === 'work-ends') this.#progress.delete(id);
      return this.publish(row);
    });
  }

  publish(row: SessionRow): Session {
    const session = this.present(row);
    this.#parts.bus.publish({ type: 'session', session });
    this.hub.publish(row.id, { type: 'session', session });
    return session;
  }

  /** How far the work on a session is. */
  tell(id: string, progress: Progress): void {
    const last = this.#progress.get(id);
    const same =
      last?.phase === progress.phase && Math.floor(last.percent ?? -1) === Math.floor(progress.percent ?? -1);
    this.#progress.set(id, progress);
    if (!same) void this.#tellAgain(id);
  }

  workEnded(id: string): void {
    this.#progress.delete(id);
    this.logs.end(id);
  }

  async setUsage(id: string, usage: Omit<Usage, 'diskBytes'>): Promise<void> {
    this.#usage.set(id, usage);
    await this.#tellAgain(id);
  }

  /** The kernel has ended a program for want of memory. A program can't say so itself: whoever has the session open is told. */
  outOfMemory(id: string): void {
    this.#outOfMemory.set(id, Date.now());
    this.hub.publish(id, { type: 'out-of-memory' });
  }

  endedByMemory(id: string): boolean {
    return Date.now() - (this.#outOfMemory.get(id) ?? 0) < MEMORY_ENDS_MS;
  }

  /** Its row is gone. */
  removed({ id, environmentId }: SessionRow): void {
    this.#usage.delete(id);
    this.#outOfMemory.delete(id);
    this.hub.publish(id, { type: 'removed' });
    this.#parts.bus.publish({ type: 'session-removed', id, environmentId });
  }

  async touch(id: string, at = new Date()): Promise<void> {
    await this.table.updateMany({ where: { id, lastActiveAt: { lt: at } }, data: { lastActiveAt: at } });
  }

  /** Publish the row as it is, for what is not in it has changed. */
  #tellAgain(id: string): Promise<unknown> {
    return this.#order
      .run(id, async () => {
        const row = await this.table.findUnique({ where: { id } });
        return row && this.publish(row);
      })
      .catch((error) => this.#parts.log.warn({ err: error, sessionId: id }, 'the state of a session was not told'));
  }

  /** What the server itself takes from a session's events. */
  async #learn(id: string, event: SupervisorEvent): Promise<void> {
    try {
      if (event.type === 'activity') await this.touch(id, new Date(event.at));
      if (event.type !== 'git') return;
      const { branch, ahead, behind, total } = event.status;
      const row = await this.table.findUnique({ where: { id } });
      if (
        !row ||
        (row.ahead === ahead &&
          row.behind === behind &&
          row.changes === total &&
          (branch === null || row.branch === branch))
      )
        return;
      // Named after its branch until somebody names it, so it follows a `git switch` in the terminal.
      const moved =
        branch !== null && branch !== row.branch
          ? { branch, ...(row.name === row.branch ? { name: branch } : {}) }
          : {};
      await this.save(id, { ahead, behind, changes: total, ...moved });
    } catch (error) {
      this.#parts.log.warn({ err: error, sessionId: id }, 'an event of a session was not kept');
    }
  }
}
