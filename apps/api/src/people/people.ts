import { contractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { Account } from '@craftastic/contract/people';
import type { Database } from '@craftastic/db/database';
import type { Prisma, User } from '@craftastic/db/generated/client';
import type { AccessTokens } from '../auth/access-tokens.ts';
import { presentUser } from '../auth/present.ts';

interface Parts {
  database: Database;
  tokens: AccessTokens;
  publicUrl: () => string;
  /** Why nobody else may come to this server; null where they may. */
  refusal: string | null;
}

const WITH = {
  _count: { select: { environments: true } },
  authSessions: { select: { lastUsedAt: true }, orderBy: { lastUsedAt: 'desc' }, take: 1 },
} as const satisfies Prisma.UserInclude;

/** Who may log in to this server. */
export class People {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(): Promise<Account[]> {
    const rows = await this.#table.findMany({ where: { removedAt: null }, include: WITH, orderBy: { login: 'asc' } });
    return rows.map(present);
  }

  /** Somebody by the name they are called by, in whatever case. Throws PERSON_NOT_FOUND. */
  async byLogin(login: string): Promise<User> {
    const where = { login: { equals: login, mode: 'insensitive' }, removedAt: null } as const;
    const row = await this.#table.findFirst({ where });
    if (!row) throw contractError('PERSON_NOT_FOUND');
    return row;
  }

  /** Throws where this server is for one person alone. */
  refuseMore(): void {
    const { refusal } = this.#parts;
    if (refusal !== null) throw contractError('FORBIDDEN', { message: refusal });
  }

  /** A login that nobody has, as much like this one as can be. */
  async freeLogin(login: string): Promise<string> {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? login : `${login}-${number}`;
      const where = { login: { equals: candidate, mode: 'insensitive' } } as const;
      if ((await this.#table.count({ where })) === 0) return candidate;
    }
  }

  /** A link that logs somebody in once. Who is not here yet is made; who was removed comes back. */
  async invite(login: string): Promise<{ url: string; expiresAt: string }> {
    const known = await this.#table.findFirst({ where: { login: { equals: login, mode: 'insensitive' } } });
    if (!known || known.removedAt) this.refuseMore();
    if (known?.removedAt) await this.#table.update({ where: { id: known.id }, data: { removedAt: null } });
    const { id } = known ?? (await this.#table.create({ data: { id: newId(), login } }));
    const { token, expiresAt } = await this.#parts.tokens.invite(id);
    return { url: `${this.#parts.publicUrl()}/login?token=${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** Let somebody look after the server, or no longer. The last one who does can't be put out. */
  async setAdmin(id: string, admin: boolean): Promise<Account> {
    await this.#row(id);
    if (!admin) await this.#refuseLast(id);
    return present(await this.#table.update({ where: { id }, data: { admin }, include: WITH }));
  }

  /**
   * Put somebody out. Their record stays, for what they did is told by it; what belongs to them becomes `successor`'s, who has
   * asked for it, or keeps them here.
   */
  async remove(id: string, successor: string | null): Promise<void> {
    const { _count } = await this.#row(id);
    if (_count.environments > 0 && (successor === null || successor === id))
      throw contractError('PERSON_IN_USE', { data: { environments: _count.environments } });
    await this.#refuseLast(id);
    const userId = id;
    const { client } = this.#parts.database;
    const theirs = { ownerId: id };
    await client.$transaction([
      client.environmentMember.deleteMany({ where: { userId: successor ?? '', environment: theirs } }),
      client.environment.updateMany({ where: theirs, data: { ownerId: successor ?? id, offeredToId: null } }),
      client.environment.updateMany({ where: { offeredToId: id }, data: { offeredToId: null } }),
      client.user.update({ where: { id }, data: { removedAt: new Date(), admin: false } }),
      client.authSession.deleteMany({ where: { userId } }),
      client.accessToken.deleteMany({ where: { userId } }),
      client.token.deleteMany({ where: { userId } }),
      client.environmentMember.deleteMany({ where: { userId } }),
    ]);
  }

  async #refuseLast(id: string): Promise<void> {
    const others = await this.#table.count({ where: { admin: true, removedAt: null, id: { not: id } } });
    if (others === 0) throw contractError('BAD_INPUT', { message: 'Somebody has to look after the server.' });
  }

  async #row(id: string) {
    const row = await this.#table.findFirst({ where: { id, removedAt: null }, include: WITH });
    if (!row) throw contractError('PERSON_NOT_FOUND', { message: 'There is no such person here.' });
    return row;
  }

  get #table() {
    return this.#parts.database.client.user;
  }
}

function present(row: Prisma.UserGetPayload<{ include: typeof WITH }>): Account {
  return {
    ...presentUser(row),
    github: row.githubId !== null,
    environments: row._count.environments,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.authSessions[0]?.lastUsedAt.toISOString() ?? null,
  };
}
