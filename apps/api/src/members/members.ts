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
    return [owner, ...others].map((member) => ({
      ...member,
      since: member.since.toISOString(),
      offered: member.id === environment.offeredToId,
    }));
  }

  async set(environmentId: string, login: string, role: Role): Promise<Member> {
    const user = await this.#other(environmentId, login);
    const row = await this.#table.upsert({
      where: { environmentId_userId: { environmentId, userId: user.id } },
      create: { environmentId, userId: user.id, role },
      update: { role },
    });
    const offered = (await this.#environments.count({ where: { id: environmentId, offeredToId: user.id } })) > 0;
    return { ...presentPerson(user), role, since: row.createdAt.toISOString(), offered };
  }

  async remove(environmentId: string, login: string): Promise<void> {
    const { id: userId } = await this.#other(environmentId, login);
    await this.leave(environmentId, userId);
  }

  async leave(environmentId: string, userId: string): Promise<void> {
    await this.#parts.database.client.$transaction([
      this.#table.deleteMany({ where: { environmentId, userId } }),
      this.#environments.updateMany({
        where: { id: environmentId, offeredToId: userId },
        data: { offeredToId: null },
      }),
    ]);
  }

  /**
   * Offer the environment to a member, or to nobody. It takes their word to become the owner: what others fetch in it would go
   * with the owner's token, and who names the repository could thereby read whatever that token can.
   */
  async offer(environmentId: string, login: string | null): Promise<void> {
    const user = login === null ? null : await this.#other(environmentId, login);
    if (user && (await this.#table.count({ where: { environmentId, userId: user.id } })) === 0) {
      throw contractError('BAD_INPUT', { message: `Add ${user.login} as a member first.` });
    }
    await this.#environments.update({ where: { id: environmentId }, data: { offeredToId: user?.id ?? null } });
  }

  /** Take what was offered, or decline it. Who was the owner stays as an admin. */
  async answerOffer(environmentId: string, userId: string, accept: boolean): Promise<void> {
    await this.#parts.database.client.$transaction(async (tx) => {
      const { ownerId } = await tx.environment.findUniqueOrThrow({ where: { id: environmentId } });
      // The offer is of that owner: of two answers, or an answer and a withdrawal, one finds it gone.
      const { count } = await tx.environment.updateMany({
        where: { id: environmentId, ownerId, offeredToId: userId },
        data: { offeredToId: null, ...(accept ? { ownerId: userId } : {}) },
      });
      if (count === 0) throw contractError('ENVIRONMENT_NOT_OFFERED');
      if (!accept) return;
      await tx.environmentMember.deleteMany({ where: { environmentId, userId } });
      await tx.environmentMember.create({ data: { environmentId, userId: ownerId, role: 'admin' } });
    });
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

  get #environments() {
    return this.#parts.database.client.environment;
  }
}
