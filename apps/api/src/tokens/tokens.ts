import { contractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { Token } from '@craftastic/contract/tokens';
import type { Database } from '@craftastic/db/database';
import type { Token as TokenRow } from '@craftastic/db/generated/client';
import type { Vault } from './vault.ts';

export interface Credentials {
  username: string;
  token: string;
}

/** Credentials of git hosts. They come in, and go out to their host alone. */
export class Tokens {
  readonly #database: Database;
  readonly #vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  async list(userId: string): Promise<Token[]> {
    const rows = await this.#database.client.token.findMany({ where: { userId }, orderBy: { origin: 'asc' } });
    return rows.map(present);
  }

  /** Keep a token; one that the user had for the origin is replaced. */
  async create(userId: string, input: { origin: string; username: string; token: string }): Promise<Token> {
    const origin = originOf(input.origin);
    const { username } = input;
    const sealed = this.#vault.seal(input.token.trim(), [userId, origin]);
    const row = await this.#database.client.token.upsert({
      where: { userId_origin: { userId, origin } },
      create: { id: newId(), userId, origin, username, ...sealed },
      update: { username, ...sealed, createdAt: new Date(), lastUsedAt: null },
    });
    return present(row);
  }

  async remove(userId: string, id: string): Promise<void> {
    await this.#database.client.token.deleteMany({ where: { id, userId } });
  }

  /** The credentials of a user for an origin, in the clear; null where there are none. */
  async credentials(userId: string, origin: string): Promise<Credentials | null> {
    const row = await this.#database.client.token.findUnique({ where: { userId_origin: { userId, origin } } });
    if (!row) return null;
    const token = this.#vault.unseal({ keyId: row.keyId, secret: new Uint8Array(row.secret) }, [userId, origin]);
    await this.#database.client.token.update({ where: { id: row.id }, data: { lastUsedAt: new Date() } });
    return { username: row.username, token };
  }
}

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
