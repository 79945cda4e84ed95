import type { BrowserLogin } from '@craftastic/contract/auth';
import { newId } from '@craftastic/contract/ids';
import type { Database } from '@craftastic/db/database';
import type { AuthSession, User } from '@craftastic/db/generated/client';
import { hashOf, newSecret } from './secret.ts';

const DAY_MS = 86_400_000;
/** A login ends so long after its last use. */
export const LOGIN_DAYS = 30;
/** A value that was stolen unnoticed is good for a day of its owner's work. */
const ROTATE_AFTER_MS = DAY_MS;
/** What a page had sent when its cookie changed is still answered. */
const OVERLAP_MS = 60_000;
/** The time of the last use is written so often, not with each request. */
const NOTE_USE_AFTER_MS = 5 * 60_000;

export interface FoundLogin {
  id: string;
  user: User;
  /** A new value for the cookie, where it is time for one. */
  renewed: string | null;
}

/** Browsers that are logged in. The cookie's value is known to the browser alone; here is its hash. */
export class BrowserLogins {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Log in; returns the cookie's value. */
  async open(userId: string, userAgent: string): Promise<string> {
    const value = newSecret();
    const data = { id: newId(), hash: hashOf(value), userId, userAgent: userAgent.slice(0, 300), expiresAt: expiry() };
    await this.#table.create({ data });
    return value;
  }

  /** Whose cookie this is. `renew` is whether the answer can carry a new one. */
  async find(value: string, renew: boolean): Promise<FoundLogin | null> {
    const hash = hashOf(value);
    const now = new Date();
    const row = await this.#table.findFirst({
      where: { OR: [{ hash }, { previousHash: hash }], expiresAt: { gt: now }, user: { removedAt: null } },
      include: { user: true },
    });
    if (!row) return null;
    const isPrevious = row.hash !== hash;
    const age = now.getTime() - row.rotatedAt.getTime();
    // The new value has been used, so it has arrived; then the old one is only for what was under way.
    if (isPrevious && row.lastUsedAt > row.rotatedAt && age > OVERLAP_MS) return null;
    if (!isPrevious) await this.#noteUse(row, now);
    const due = isPrevious ? row.lastUsedAt <= row.rotatedAt && age > OVERLAP_MS : age > ROTATE_AFTER_MS;
    return { id: row.id, user: row.user, renewed: renew && due ? await this.#rotate(row, hash) : null };
  }

  /**
   * A new value in place of the one that was shown. Two requests at once: the first one gets it, and the other goes on with the
   * old value, which is the previous one now.
   */
  async #rotate(row: AuthSession, shown: string): Promise<string | null> {
    const value = newSecret();
    const { count } = await this.#table.updateMany({
      where: { id: row.id, hash: row.hash, rotatedAt: row.rotatedAt },
      data: { hash: hashOf(value), previousHash: shown, rotatedAt: new Date(), expiresAt: expiry() },
    });
    return count === 1 ? value : null;
  }

  async #noteUse(row: AuthSession, now: Date): Promise<void> {
    const firstOfValue = row.lastUsedAt <= row.rotatedAt;
    if (!firstOfValue && now.getTime() - row.lastUsedAt.getTime() < NOTE_USE_AFTER_MS) return;
    await this.#table.updateMany({ where: { id: row.id }, data: { lastUsedAt: now, expiresAt: expiry() } });
  }

  async list(userId: string, currentId: string | null): Promise<BrowserLogin[]> {
    const where = { userId, expiresAt: { gt: new Date() } };
    const rows = await this.#table.findMany({ where, orderBy: { lastUsedAt: 'desc' } });
    return rows.map(({ id, userAgent, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      current: id === currentId,
      userAgent,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
  }

  /** End one login of somebody, or all of them. Returns how many that were. */
  async end(userId: string, id?: string): Promise<number> {
    const { count } = await this.#table.deleteMany({ where: { userId, ...(id === undefined ? {} : { id }) } });
    // Those that have run out go along.
    await this.#table.deleteMany({ where: { expiresAt: { lt: new Date() } } });
    return count;
  }

  async isGood(id: string): Promise<boolean> {
    return (await this.#table.count({ where: { id, expiresAt: { gt: new Date() }, user: { removedAt: null } } })) > 0;
  }

  get #table() {
    return this.#database.client.authSession;
  }
}

const expiry = () => new Date(Date.now() + LOGIN_DAYS * DAY_MS);
