import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { newId } from '@craftastic/contract/ids';
import type { Database } from '@craftastic/db/database';
import type { User } from '@craftastic/db/generated/client';
import type { Caller } from './caller.ts';

const COOKIE_DAYS = 30;

/**
 * Who is calling. One person on their own machine for now: whoever shows the access token that the server prints, as a
 * Bearer token or once for a cookie, is the owner.
 */
export class Login {
  readonly #database: Database;
  readonly #token: string;
  readonly cookieName: string;

  constructor(database: Database, token: string, port: number) {
    this.#database = database;
    this.#token = token;
    // Cookies know no ports: two servers on one machine would log each other out under one name.
    this.cookieName = `craftastic_${port}`;
  }

  get accessToken(): string {
    return this.#token;
  }

  tokenMatches(candidate: string): boolean {
    // Hashes are of one length, which timingSafeEqual wants, and tell nothing of the token's.
    return timingSafeEqual(sha256(candidate), sha256(this.#token));
  }

  /** The owner, made at the first start. */
  async owner(): Promise<User> {
    const login = 'owner';
    const { user } = this.#database.client;
    return user.upsert({ where: { login }, update: {}, create: { id: newId(), login, admin: true } });
  }

  /** A new cookie value for a user; only its hash is kept. */
  async open(userId: string): Promise<string> {
    const value = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + COOKIE_DAYS * 86_400_000);
    await this.#database.client.authSession.create({ data: { hash: hash(value), id: newId(), userId, expiresAt } });
    return value;
  }

  async close(caller: Caller | null): Promise<void> {
    if (caller?.by.kind !== 'login') return;
    await this.#database.client.authSession.deleteMany({ where: { id: caller.by.id } });
  }

  /** A `Set-Cookie` header that keeps a value, or with an empty one forgets it. */
  cookie(value: string, secure: boolean): string {
    const age = value === '' ? 0 : COOKIE_DAYS * 86_400;
    return `${this.cookieName}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure ? '; Secure' : ''}`;
  }

  /** The caller, by `Authorization: Bearer` or by cookie; null for nobody. */
  async callerOf(request: IncomingMessage): Promise<Caller | null> {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return this.callerByToken(bearer);
    const value = cookieOf(request, this.cookieName);
    if (!value) return null;
    const session = await this.#database.client.authSession.findUnique({
      where: { hash: hash(value), expiresAt: { gt: new Date() } },
      include: { user: true },
    });
    return session && { user: session.user, by: { kind: 'login', id: session.id } };
  }

  /** The caller by a token, as programs show it. */
  async callerByToken(token: string): Promise<Caller | null> {
    return this.tokenMatches(token) ? { user: await this.owner(), by: { kind: 'server' } } : null;
  }

  /** Whether that by which a caller was known still is good. */
  async isGood({ by }: Caller): Promise<boolean> {
    if (by.kind === 'server') return true;
    if (by.kind === 'token') return false;
    const where = { id: by.id, expiresAt: { gt: new Date() } };
    return (await this.#database.client.authSession.count({ where })) > 0;
  }
}

/** The access token of a data folder, made at the first start. */
export async function keptAccessToken(path: string): Promise<string> {
  await writeFile(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(path, 'utf8')).trim();
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const hash = (text: string) => sha256(text).toString('base64url');
