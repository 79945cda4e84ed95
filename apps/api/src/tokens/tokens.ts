import { contractError, isContractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { Token } from '@craftastic/contract/tokens';
import type { Database } from '@craftastic/db/database';
import type { Token as TokenRow } from '@craftastic/db/generated/client';
import type { Vault } from './vault.ts';

export interface Credentials {
  username: string;
  token: string;
}

/** A token that its host gave by OAuth. */
export interface GrantedToken {
  token: string;
  /** Buys the next one; null where this one has no end. */
  refresh: string | null;
  expiresAt: Date | null;
}

/** How a token that has an end is exchanged for the next. Throws GITHUB_TOKEN_REFUSED. */
export type Exchange = (refresh: string) => Promise<GrantedToken>;

/** What stands in for a user's name where a token alone counts. */
const TOKEN_USERNAME = 'x-access-token';
/** A token is exchanged so long before its end that no push which was begun with it outlives it. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** What a host may take to give a new one, with others waiting for the same row. */
const REFRESH_TIMEOUT_MS = 30_000;

/** Credentials of git hosts. They come in, and go out to their host alone. */
export class Tokens {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #exchange: Exchange | null;

  constructor(database: Database, vault: Vault, exchange: Exchange | null) {
    this.#database = database;
    this.#vault = vault;
    this.#exchange = exchange;
  }

  async list(userId: string): Promise<Token[]> {
    const rows = await this.#table.findMany({ where: { userId }, orderBy: { origin: 'asc' } });
    return rows.map(present);
  }

  /** Keep a token that somebody pasted; one that the user had for the origin is replaced. */
  async create(userId: string, input: { origin: string; username: string; token: string }): Promise<Token> {
    const origin = originOf(input.origin);
    const granted = { token: input.token.trim(), refresh: null, expiresAt: null };
    return present(await this.#keep(userId, origin, input.username, granted, false));
  }

  /** Keep a token that the host gave. */
  async keepGranted(userId: string, origin: string, granted: GrantedToken): Promise<void> {
    await this.#keep(userId, origin, TOKEN_USERNAME, granted, true);
  }

  async #keep(userId: string, origin: string, username: string, granted: GrantedToken, fromGithub: boolean) {
    const data = { username, fromGithub, ...this.#sealed(userId, origin, granted), refusedAt: null };
    return this.#table.upsert({
      where: { userId_origin: { userId, origin } },
      create: { id: newId(), userId, origin, ...data },
      update: { ...data, createdAt: new Date(), lastUsedAt: null },
    });
  }

  #sealed(userId: string, origin: string, { token, refresh, expiresAt }: GrantedToken) {
    const sealedRefresh = refresh === null ? null : this.#vault.seal(refresh, [userId, origin, 'refresh']).secret;
    return { ...this.#vault.seal(token, [userId, origin]), refresh: sealedRefresh, expiresAt };
  }

  async remove(userId: string, id: string): Promise<void> {
    await this.#table.deleteMany({ where: { id, userId } });
  }

  async removeOf(userId: string, origin: string): Promise<void> {
    await this.#table.deleteMany({ where: { userId, origin } });
  }

  /** How a user's token for an origin stands, without it. */
  async stateOf(
    userId: string,
    origin: string,
  ): Promise<{ state: 'none' | 'connected' | 'refused'; granted: boolean }> {
    const row = await this.#table.findUnique({ where: { userId_origin: { userId, origin } } });
    if (!row) return { state: 'none', granted: false };
    const hasEnded = row.refresh === null && row.expiresAt !== null && row.expiresAt.getTime() < Date.now();
    return { state: row.refusedAt !== null || hasEnded ? 'refused' : 'connected', granted: row.fromGithub };
  }

  /**
   * The credentials of a user for an origin, in the clear; null where there are none, and where the host has refused them: what is
   * public goes on without, while a host turns down even that with a token that it does not know.
   */
  async credentials(userId: string, origin: string): Promise<Credentials | null> {
    const row = await this.#table.findUnique({ where: { userId_origin: { userId, origin } } });
    if (!row || row.refusedAt !== null) return null;
    if (isDue(row)) return this.#refreshed(userId, origin);
    await this.#table.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date() } });
    return this.#open(row);
  }

  /** The host has turned a token down. One that came in its place meanwhile is not meant. */
  async refused(userId: string, origin: string, token: string): Promise<void> {
    const row = await this.#table.findUnique({ where: { userId_origin: { userId, origin } } });
    if (!row || this.#open(row).token !== token) return;
    await this.#table.updateMany({
      where: { id: row.id, keyId: row.keyId, secret: row.secret },
      data: { refusedAt: new Date() },
    });
  }

  /** A refresh token is good for once, so whoever comes second waits for the first one's row and finds the new token in it. */
  async #refreshed(userId: string, origin: string): Promise<Credentials | null> {
    const { client } = this.#database;
    return client.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM tokens WHERE user_id = ${userId} AND origin = ${origin} FOR UPDATE`;
        const row = await tx.token.findUnique({ where: { userId_origin: { userId, origin } } });
        if (!row || row.refusedAt !== null) return null;
        if (!isDue(row) || row.refresh === null || !this.#exchange) return this.#open(row);
        const sealed = { keyId: row.keyId, secret: new Uint8Array(row.refresh) };
        const refresh = this.#vault.unseal(sealed, [userId, origin, 'refresh']);
        try {
          const granted = await this.#exchange(refresh);
          const data = { ...this.#sealed(userId, origin, granted), lastUsedAt: new Date() };
          return this.#open(await tx.token.update({ where: { id: row.id }, data }));
        } catch (error) {
          // A host that does not answer may do so the next time; until its end the old token is good.
          if (!isContractError(error, 'GITHUB_TOKEN_REFUSED')) return this.#open(row);
          await tx.token.update({ where: { id: row.id }, data: { refusedAt: new Date() } });
          return null;
        }
      },
      { timeout: REFRESH_TIMEOUT_MS, maxWait: REFRESH_TIMEOUT_MS },
    );
  }

  #open({ userId, origin, keyId, secret, username }: TokenRow): Credentials {
    return { username, token: this.#vault.unseal({ keyId, secret: new Uint8Array(secret) }, [userId, origin]) };
  }

  get #table() {
    return this.#database.client.token;
  }
}

/** A row's secrets under the present key. */
export function resealTokenRow(vault: Vault, { userId, origin, keyId, secret, refresh }: TokenRow) {
  const again = (bytes: Uint8Array, owner: string[]) =>
    vault.seal(vault.unseal({ keyId, secret: new Uint8Array(bytes) }, owner), owner);
  const sealedRefresh = refresh === null ? null : again(refresh, [userId, origin, 'refresh']).secret;
  return { ...again(secret, [userId, origin]), refresh: sealedRefresh };
}

const isDue = ({ refresh, expiresAt }: TokenRow): boolean =>
  refresh !== null && expiresAt !== null && expiresAt.getTime() - Date.now() < REFRESH_BEFORE_MS;

/** Scheme, host and port of what a person wrote: `github.com`, `https://github.com/owner/repo`. */
export function originOf(input: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(input.trim()) ? input.trim() : `https://${input.trim()}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.hostname === '') {
    throw contractError('URL_INVALID', {
      message: 'This is not the address of a git host. It looks like https://github.com.',
    });
  }
  return url.origin;
}

function present({ id, origin, username, createdAt, lastUsedAt }: TokenRow): Token {
  return { id, origin, username, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
