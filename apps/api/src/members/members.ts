import type { Role } from '@craftastic/contract/access';
import { contractError } from '@craftastic/contract/contract-error';
import type { Member } from '@craftastic/contract/members';
import type { Database } from '@craftastic/db/database';
import { presentPerson } from '../auth/present.ts';
import type { People } from '../people/people.ts';

interface Parts {
  database: Database;
  people: People;
}

/** Who may do what in an environment. */
export class Members {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(environmentId: string): Promise<Member[]> {
    const environment = await this.#parts.database.client.environment.findUniqueOrThrow({
      where: { id: environmentId },
      include: { owner: true, members: { include: { user: true }, orderBy: { user: { login: 'asc' } } } },
    });
    const owner = { ...presentPerson(environment.owner), role: 'owner' as const, since: environment.createdAt };
    const others = environment.members.map(({ user, role, createdAt }) => ({
      ...presentPerson(user),
      role,
      since: createdAt,
    }));
    return [owner, ...others].map((member) => ({ ...member, since: member.since.toISOString() }));
  }

  async set(environmentId: string, login: string, role: Role): Promise<Member> {
    const user = await this.#other(environmentId, login);
    const row = await this.#table.upsert({
      where: { environmentId_userId: { environmentId, userId: user.id } },
      create: { environmentId, userId: user.id, role },
      update: { role },
    });
    return { ...presentPerson(user), role, since: row.createdAt.toISOString() };
  }

  async remove(environmentId: string, login: string): Promise<void> {
    const { id: userId } = await this.#other(environmentId, login);
    await this.leave(environmentId, userId);
  }

  async leave(environmentId: string, userId: string): Promise<void> {
    await this.#table.deleteMany({ where: { environmentId, userId } });
  }

  /** Somebody who is not the owner, for the owner's role is not a matter of membership. */
  async #other(environmentId: string, login: string) {
    const user = await this.#parts.people.byLogin(login);
    const own = { id: environmentId, ownerId: user.id };
    if ((await this.#parts.database.client.environment.count({ where: own })) > 0) {
      throw contractError('BAD_INPUT', { message: `The environment belongs to ${user.login}.` });
    }
    return user;
  }

  get #table() {
    return this.#parts.database.client.environmentMember;
  }
}
