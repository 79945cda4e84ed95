import { EventEmitter } from 'node:events';
import type { EffectiveRole } from '@craftastic/contract/access';
import { contractError } from '@craftastic/contract/contract-error';
import type { Database } from '@craftastic/db/database';
import type { Caller } from '../auth/caller.ts';
import { roleOf, suffices, wantsRole } from './roles.ts';

/** What is asked for: an environment by itself, by a session of it, or by a namespace that is bound to it. */
export type Resource = { environment: string } | { session: string } | { binding: string };

/** Whose rights may have changed, and where; what is left out is about all. */
export interface AccessChange {
  userId?: string;
  environmentId?: string;
}

interface Parts {
  database: Database;
  /** Whether the login or the token of a caller is still good. */
  isGood: (caller: Caller) => Promise<boolean>;
}

/**
 * Who may do what. Every way in asks here: procedures by the middleware in `enforce.ts`, raw routes and sockets by
 * {@link require}. Nothing is cached, so a right that is taken away is gone with the next question.
 */
export class Access {
  readonly #parts: Parts;
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The environment of a resource and the caller's role in it. Throws what a missing one throws where the caller may not
   * know of it, and FORBIDDEN where the role is not enough.
   */
  async require(
    caller: Caller,
    resource: Resource,
    wanted: EffectiveRole,
  ): Promise<{ environmentId: string; role: EffectiveRole }> {
    const environmentId = await this.#environmentOf(resource);
    const role = environmentId === null ? null : await this.roleIn(caller, environmentId);
    if (environmentId === null || role === null) throw missing(resource);
    if (!suffices(role, wanted)) throw contractError('FORBIDDEN', { message: wantsRole(wanted) });
    return { environmentId, role };
  }

  async roleIn(asked: Caller, environmentId: string): Promise<EffectiveRole | null> {
    const caller = await this.#asNow(asked);
    const row = await this.#client.environment.findUnique({
      where: { id: environmentId },
      select: { id: true, ownerId: true, members: { where: { userId: caller.user.id } } },
    });
    return row && roleOf(caller, { ...row, memberRole: row.members[0]?.role ?? null });
  }

  /** The environments that a caller may read, with their role in each. */
  async reach(asked: Caller): Promise<Map<string, EffectiveRole>> {
    const caller = await this.#asNow(asked);
    const { user } = caller;
    const mine = { OR: [{ ownerId: user.id }, { members: { some: { userId: user.id } } }] };
    const rows = await this.#client.environment.findMany({
      where: user.admin ? {} : mine,
      select: { id: true, ownerId: true, members: { where: { userId: user.id } } },
    });
    return new Map(
      rows.flatMap((row): [string, EffectiveRole][] => {
        const role = roleOf(caller, { ...row, memberRole: row.members[0]?.role ?? null });
        return role === null ? [] : [[row.id, role]];
      }),
    );
  }

  /** The ids of {@link reach}; with `only`, that one or none. */
  async readable(caller: Caller, only?: string): Promise<string[]> {
    if (only !== undefined) return (await this.roleIn(caller, only)) === null ? [] : [only];
    return [...(await this.reach(caller)).keys()];
  }

  /** Say that rights have changed: what is open on them is looked at again. `changes.ts` says it for all servers. */
  changed(change: AccessChange): void {
    this.#changes.emit('changed', change);
  }

  /** Hear of changes that may concern a caller. Returns the way to stop. */
  onChange(caller: Caller, listener: () => void): () => void {
    const hear = (change: AccessChange) => {
      if (change.userId === undefined || change.userId === caller.user.id) listener();
    };
    this.#changes.on('changed', hear);
    return () => this.#changes.off('changed', hear);
  }

  /**
   * Call `end` once when the caller may no longer: the role is gone, or the login or the token by which they are known.
   * `held` is null for what needs no role. Returns the way to stop.
   */
  watch(caller: Caller, held: { environmentId: string; role: EffectiveRole } | null, end: () => void): () => void {
    const stop = this.onChange(caller, () => {
      this.#still(caller, held)
        // Who can't be asked about may not.
        .catch(() => false)
        .then((still) => {
          if (still) return;
          stop();
          end();
        });
    });
    return stop;
  }

  async #still(caller: Caller, held: { environmentId: string; role: EffectiveRole } | null): Promise<boolean> {
    if (!(await this.#parts.isGood(caller))) return false;
    return held === null || suffices(await this.roleIn(caller, held.environmentId), held.role);
  }

  /** What is open for long knows its caller from when it was opened; who looked after the server then may not now. */
  async #asNow(caller: Caller): Promise<Caller> {
    if (!caller.user.admin) return caller;
    const user = await this.#client.user.findUniqueOrThrow({ where: { id: caller.user.id } });
    return { ...caller, user };
  }

  async #environmentOf(resource: Resource): Promise<string | null> {
    if ('environment' in resource) return resource.environment;
    const select = { environmentId: true } as const;
    if ('session' in resource) {
      const row = await this.#client.session.findUnique({ where: { id: resource.session }, select });
      return row?.environmentId ?? null;
    }
    const bound = await this.#client.binding.findUnique({ where: { ns: resource.binding }, select });
    if (bound) return bound.environmentId;
    // A branch with a namespace of its own is read by that.
    const branch = await this.#client.branchContext.findFirst({
      where: { branchNs: resource.binding, status: 'active' },
      select: { binding: { select } },
    });
    return branch?.binding.environmentId ?? null;
  }

  get #client() {
    return this.#parts.database.client;
  }
}

/** As if it were not there, in the very words that are used where it is not. */
function missing(resource: Resource) {
  if ('binding' in resource) return contractError('NAMESPACE_NOT_BOUND');
  const kind = 'session' in resource ? 'session' : 'environment';
  return contractError('NOT_FOUND', { message: `There is no such ${kind}; it may have been removed.` });
}
