import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { ACCESS_TOKEN_PREFIX } from '@craftastic/contract/access-tokens';
import { newId } from '@craftastic/contract/ids';
import type { Database } from '@craftastic/db/database';
import type { User } from '@craftastic/db/generated/client';
import type { Settings } from '../settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { addressReader } from './address.ts';
import { BrowserLogins, LOGIN_DAYS } from './browser-logins.ts';
import type { Caller } from './caller.ts';
import { sameSecret } from './secret.ts';
import { Throttle } from './throttle.ts';

/** The answer that a cookie goes out with. */
export type SetCookie = (value: string) => void;

/**
 * Who is calling: by the cookie of a browser, by an access token, or by the token that the server prints, whose holder has the
 * machine and so is the server's first person.
 */
export class Login {
  readonly browsers: BrowserLogins;
  readonly tokens: AccessTokens;
  readonly throttle: Throttle;
  /** Device codes asked for: each makes GitHub keep one for a quarter of an hour. */
  readonly devices: Throttle;
  /** Where a request comes from, as far as that is known. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly cookieName: string;
  readonly #database: Database;
  readonly #token: string;
  readonly #secure: boolean;

  constructor(database: Database, token: string, settings: Settings) {
    this.#database = database;
    this.#token = token;
    this.#secure = settings.publicUrl.startsWith('https:');
    // A browser takes `__Host-` from an https page of this very host alone, so no neighbour below the domain can plant one. By
    // http the port is in the name: cookies know no ports, and two servers on one machine would log each other out.
    this.cookieName = this.#secure ? '__Host-craftastic' : `craftastic_${settings.port}`;
    this.browsers = new BrowserLogins(database);
    this.tokens = new AccessTokens(database);
    this.throttle = new Throttle(database, 'login');
    this.devices = new Throttle(database, 'device');
    this.addressOf = addressReader(settings.proxies);
  }

  get accessToken(): string {
    return this.#token;
  }

  /** The owner, made at the first start. */
  async owner(): Promise<User> {
    const login = 'owner';
    const { user } = this.#database.client;
    const present = await user.findUnique({ where: { login } });
    if (present) return present;
    // The first requests of a new server may come together. Prisma's upsert asks and then inserts, so all but one would fail.
    await user.createMany({ data: [{ id: newId(), login, admin: true }], skipDuplicates: true });
    return user.findUniqueOrThrow({ where: { login } });
  }

  /** Whom a token that is shown at the login lets in: the server's own, or an invitation. Throws RATE_LIMITED. */
  async enter(token: string, request: IncomingMessage): Promise<User | null> {
    const address = this.addressOf(request);
    await this.throttle.check(address);
    const user = sameSecret(token, this.#token) ? await this.owner() : await this.tokens.redeem(token);
    if (!user) await this.throttle.failed(address);
    return user;
  }

  /** Log a browser in. */
  async open(user: User, request: IncomingMessage, setCookie: SetCookie): Promise<void> {
    setCookie(
      this.#cookie(await this.browsers.open(user.id, request.headers['user-agent'] ?? ''), LOGIN_DAYS * 86_400),
    );
  }

  /** Log the browser out that asks. */
  async close(caller: Caller | null, setCookie: SetCookie): Promise<void> {
    setCookie(this.#cookie('', 0));
    if (caller?.by.kind === 'login') await this.browsers.end(caller.user.id, caller.by.id);
  }

  /** A cookie of a login with another site that is under way; an empty one ends it. */
  flowCookie(value: string, seconds: number): string {
    return this.#cookie(value, seconds, `${this.cookieName}-flow`);
  }

  flowOf(request: IncomingMessage): string {
    return cookieOf(request, `${this.cookieName}-flow`) ?? '';
  }

  #cookie(value: string, seconds: number, name = this.cookieName): string {
    const secure = this.#secure ? '; Secure' : '';
    return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
  }

  /**
   * The caller, by `Authorization: Bearer` or by cookie; null for nobody. With `setCookie` a cookie that is due is exchanged.
   * Throws RATE_LIMITED where too many tokens from one address were wrong.
   */
  async callerOf(request: IncomingMessage, setCookie?: SetCookie): Promise<Caller | null> {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return this.callerByToken(bearer, request);
    const value = cookieOf(request, this.cookieName);
    const found = value === null ? null : await this.browsers.find(value, setCookie !== undefined);
    if (!found) return null;
    if (found.renewed !== null) setCookie?.(this.#cookie(found.renewed, LOGIN_DAYS * 86_400));
    return { user: found.user, by: { kind: 'login', id: found.id } };
  }

  /** The caller by a token, as programs show it. */
  async callerByToken(token: string, request: IncomingMessage): Promise<Caller | null> {
    const address = this.addressOf(request);
    if (token.startsWith(ACCESS_TOKEN_PREFIX)) {
      // Looked up before the address counts: 256 bits are not guessed, and a neighbour's mistakes shut out no good token.
      const caller = await this.tokens.find(token);
      if (caller) return caller;
    }
    await this.throttle.check(address);
    if (sameSecret(token, this.#token)) return { user: await this.owner(), by: { kind: 'server' } };
    await this.throttle.failed(address);
    return null;
  }

  /** Whether that by which a caller was known still is good. */
  async isGood({ by }: Caller): Promise<boolean> {
    switch (by.kind) {
      case 'server':
        return true;
      case 'token':
        return this.tokens.isGood(by.id);
      case 'login':
        return this.browsers.isGood(by.id);
    }
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
