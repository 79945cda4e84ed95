import { ACCESS_TOKEN_PREFIX, type AccessToken, Scope } from '@craftastic/contract/access-tokens';
import { newId } from '@craftastic/contract/ids';
import type { Database } from '@craftastic/db/database';
import type { AccessToken as AccessTokenRow, User } from '@craftastic/db/generated/client';
import type { Caller } from './caller.ts';
import { hashOf, newSecret } from './secret.ts';

const DAY_MS = 86_400_000;
const NOTE_USE_AFTER_MS = 60_000;
const INVITATION_PREFIX = 'cfi_';
const INVITATION_DAYS = 7;
/** The scope of an invitation, which no person can give to a token. */
const INVITATION = 'login';

/** Tokens for programs, and invitations, which are tokens that log in once. */
export class AccessTokens {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(userId: string): Promise<AccessToken[]> {
    const where = { userId, NOT: { scopes: { has: INVITATION } } };
    return (await this.#table.findMany({ where, orderBy: { createdAt: 'desc' } })).map(present);
  }

  /** Make a token; what is answered is all that there ever is of it. */
  async create(
    userId: string,
    input: { name: string; scopes: Scope[]; environmentId: string | null; expiresInDays: number | null },
  ): Promise<AccessToken & { token: string }> {
    const token = `${ACCESS_TOKEN_PREFIX}${newSecret()}`;
    const { name, environmentId, expiresInDays } = input;
    const expiresAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * DAY_MS);
    const scopes = Scope.options.filter((scope) => input.scopes.includes(scope));
    const row = await this.#table.create({
      data: { id: newId(), hash: hashOf(token), userId, name, hint: token.slice(-4), scopes, environmentId, expiresAt },
    });
    return { ...present(row), token };
  }

  async remove(userId: string, id: string): Promise<void> {
    await this.#table.deleteMany({ where: { id, userId } });
  }

  /** Who shows this token; null where it is none of ours, or no longer good. */
  async find(token: string): Promise<Caller | null> {
    if (!token.startsWith(ACCESS_TOKEN_PREFIX)) return null;
    const row = await this.#table.findUnique({ where: { hash: hashOf(token), ...GOOD() }, include: { user: true } });
    if (!row) return null;
    const now = Date.now();
    if (now - (row.lastUsedAt?.getTime() ?? 0) > NOTE_USE_AFTER_MS) {
      await this.#table.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
    }
    const { id, scopes, environmentId } = row;
    return { user: row.user, by: { kind: 'token', id, scopes, environmentId } };
  }

  async isGood(id: string): Promise<boolean> {
    return (await this.#table.count({ where: { id, ...GOOD() } })) > 0;
  }

  /** An invitation in place of those that somebody may have had. */
  async invite(userId: string): Promise<{ token: string; expiresAt: Date }> {
    const token = `${INVITATION_PREFIX}${newSecret()}`;
    const expiresAt = new Date(Date.now() + INVITATION_DAYS * DAY_MS);
    await this.#table.deleteMany({ where: { userId, scopes: { has: INVITATION } } });
    const kept = { id: newId(), hash: hashOf(token), userId, name: 'Invitation', hint: token.slice(-4) };
    await this.#table.create({ data: { ...kept, scopes: [INVITATION], expiresAt } });
    return { token, expiresAt };
  }

  /** Whom an invitation lets in. It is used up. */
  async redeem(token: string): Promise<User | null> {
    if (!token.startsWith(INVITATION_PREFIX)) return null;
    const where = { hash: hashOf(token), scopes: { has: INVITATION }, ...GOOD() };
    const row = await this.#table.findFirst({ where, include: { user: true } });
    // Two browsers at once: it is whose deletion it was.
    const { count } = row ? await this.#table.deleteMany({ where: { id: row.id } }) : { count: 0 };
    return row && count === 1 ? row.user : null;
  }

  get #table() {
    return this.#database.client.accessToken;
  }
}

const GOOD = () => ({ OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }], user: { removedAt: null } });

function present(row: AccessTokenRow): AccessToken {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: Scope.options.filter((scope) => row.scopes.includes(scope)),
    environmentId: row.environmentId,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
