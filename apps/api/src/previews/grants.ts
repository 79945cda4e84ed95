import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@craftastic/db/database';
import type { PreviewGrant, User } from '@craftastic/db/generated/client';
import type { Caller } from '../auth/caller.ts';

const TICKET_MS = 60_000;
/** A working day; after it the browser is sent through the login once more, which nobody sees. */
const COOKIE_MS = 12 * 60 * 60_000;

/** Who is let in, where. */
export interface Entry {
  /** The first label of the preview's host. */
  label: string;
  /** The session that goes with it; null for content. */
  sessionId: string | null;
}

/** What a share shows: a port of a session, or the content of a branch. */
export type SharedPlace = { sessionId: string; port: number } | { contextId: number };

/** A cookie for whoever came in. */
export interface Entered {
  value: string;
  expiresAt: Date;
}

/** What a cookie stands for. */
export interface Admission {
  /** For `Access`: by a share it is the one who shared, so that what they lose, the link loses. */
  caller: Caller;
  shareId: string | null;
  expiresAt: Date;
}

/** Tickets and cookies of preview hosts. Of both only the hash is kept, and the database ends them with what they hang on. */
export class Grants {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A ticket for one entry within a minute. */
  async ticket(caller: Caller, entry: Entry): Promise<string> {
    const value = newValue();
    const by = {
      loginId: caller.by.kind === 'login' ? caller.by.id : null,
      accessTokenId: caller.by.kind === 'token' ? caller.by.id : null,
    };
    const expiresAt = new Date(Date.now() + TICKET_MS);
    const data = { hash: hashOf(value), kind: 'ticket' as const, userId: caller.user.id, ...by, ...entry, expiresAt };
    await Promise.all([
      this.#table.create({ data }),
      // Here and not by a clock: where tickets are made is where they pile up.
      this.#table.deleteMany({ where: { expiresAt: { lt: new Date() } } }),
    ]);
    return value;
  }

  /** Exchange a ticket for a cookie's value: once, whoever of two is first, and on its own host alone. Null for no. */
  async enter(ticket: string, label: string): Promise<Entered | null> {
    const where = { hash: hashOf(ticket), kind: 'ticket' as const, label, expiresAt: { gt: new Date() } };
    const value = newValue();
    const expiresAt = new Date(Date.now() + COOKIE_MS);
    const { count } = await this.#table.updateMany({ where, data: { hash: hashOf(value), kind: 'cookie', expiresAt } });
    return count === 1 ? { value, expiresAt } : null;
  }

  /** A cookie's value for whoever shows the token of a share; null where there is none, or none any more. */
  async enterByShare(token: string, label: string, place: SharedPlace): Promise<Entered | null> {
    const where = { hash: hashOf(token), ...place, expiresAt: { gt: new Date() } };
    const share = await this.#database.client.previewShare.findUnique({ where });
    if (!share) return null;
    const value = newValue();
    const { id: shareId, sessionId, userId, expiresAt } = share;
    await this.#table.create({
      data: { hash: hashOf(value), kind: 'cookie', label, sessionId, userId, shareId, expiresAt },
    });
    return { value, expiresAt };
  }

  /** What a cookie's value stands for on this host; null for nothing. */
  async admission(value: string, label: string): Promise<Admission | null> {
    const row = await this.#table.findUnique({
      where: { hash: hashOf(value), kind: 'cookie', label, expiresAt: { gt: new Date() } },
      include: { user: true, accessToken: true, login: true },
    });
    if (!row || (row.login && row.login.expiresAt <= new Date())) return null;
    const by = byOf(row);
    return { caller: { user: row.user, by }, shareId: row.shareId, expiresAt: row.expiresAt };
  }

  get #table() {
    return this.#database.client.previewGrant;
  }
}

type Row = PreviewGrant & {
  user: User;
  accessToken: { id: string; scopes: string[]; environmentId: string | null } | null;
};

function byOf({ loginId, accessToken }: Row): Caller['by'] {
  if (loginId !== null) return { kind: 'login', id: loginId };
  if (accessToken === null) return { kind: 'server' };
  const { id, scopes, environmentId } = accessToken;
  return { kind: 'token', id, scopes, environmentId };
}

export const newValue = (): string => randomBytes(32).toString('base64url');
export const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64url');
