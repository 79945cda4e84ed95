import { contractError } from '@craftastic/contract/contract-error';
import type { Thing, ThingSummary, ThingVersion } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import { rebased } from '@craftastic/things/branch-namespaces';
import type { Environments } from '../environments/environments.ts';
import { lineOf } from '../sync/line.ts';
import { CONTEXT_CONTENT, CONTEXT_HEADS } from '../sync/parts.ts';
import { type Address, addressesOf } from './address.ts';
import { headsOf } from './heads.ts';
import { type Place, type Readable, readable, sourceOf, summaryOf, type VersionRow } from './readable.ts';
import { shownIn } from './shown-in.ts';

interface Parts {
  database: Database;
  environments: Environments;
}

interface WholeRow extends VersionRow {
  data: Record<string, unknown>;
  content: string | null;
}

interface Found {
  context: Readable;
  /** The id that it has now. */
  id: string;
  aliasOf: string | null;
}

/** Reading Things. Every answer is of one synced commit: heads change in one transaction. */
export class Things {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(
    input: Place & {
      type?: string | undefined;
      query?: string | undefined;
      after?: string | undefined;
      at?: string | undefined;
      limit: number;
    },
  ) {
    const { database, environments } = this.#parts;
    const context = await readable(database, input);
    const shown = shownIn(context, input.ns);
    const after = input.after && rebased(input.after, input.ns, context.bindingNs);
    const heads = await headsOf(database, context, input.at);
    const like = input.query ? `%${input.query.replace(/[\\%_]/g, '\\$&')}%` : null;
    const conditions = [
      Prisma.sql`true`,
      input.type === undefined ? null : Prisma.sql`t.type = ${input.type}`,
      like &&
        Prisma.sql`(t.id ILIKE ${like} OR t.name ILIKE ${like} OR t.path ILIKE ${like} OR t.content ILIKE ${like})`,
    ].filter((condition) => condition !== null && condition !== '');
    const where = Prisma.join(conditions as Prisma.Sql[], ' AND ');
    const page = after === undefined ? Prisma.empty : Prisma.sql`AND h.id COLLATE "C" > ${after}`;
    const [rows, types, counted] = await Promise.all([
      database.client.$queryRaw<VersionRow[]>`
        SELECT t.version, t.id, t.type, t.name, t.path, t.commit, t.deleted, t.uncommitted, t.created_at,
          (SELECT jsonb_array_length(c.diagnostics) FROM ${CONTEXT_CONTENT} c WHERE NOT ${heads.past}
            AND c.context_id = ${context.id} AND c.thing_id = h.id AND c.thing = h.version) AS diagnostics
        FROM (${heads.rows}) h JOIN things t USING (version) WHERE ${where} ${page}
        ORDER BY h.id COLLATE "C" LIMIT ${input.limit}`,
      database.client.$queryRaw<{ type: string; count: number }[]>`
        SELECT t.type, count(*)::int AS count FROM (${heads.rows}) h JOIN things t USING (version)
        GROUP BY t.type ORDER BY t.type COLLATE "C"`,
      database.client.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM (${heads.rows}) h JOIN things t USING (version) WHERE ${where}`,
    ]);
    return {
      things: rows.map((row): ThingSummary => shown.summary(summaryOf(environments, context, row))),
      total: counted[0]?.count ?? 0,
      types,
      commit: heads.commit,
    };
  }

  /** Within what may be read: `environmentIds`. */
  async get(
    environmentIds: readonly string[],
    input: Partial<Place> & { id: string; at?: string | undefined },
  ): Promise<Thing> {
    for (const address of addressesOf(input.id)) {
      const found = await this.#find(environmentIds, address, input);
      if (!found) continue;
      const row = await this.#version(found, address, input.at);
      if (row)
        return this.#present(
          environmentIds,
          row.id === address.id ? { ...found, id: row.id, aliasOf: null } : found,
          row,
          address.version === null ? input.at : undefined,
        );
    }
    const own = await this.#ownNamespace(environmentIds, input);
    if (own) return shownIn(own.context, own.ns).thing(await this.get(environmentIds, own.input));
    throw contractError('NOT_FOUND', { message: 'There is no such Thing in this branch.' });
  }

  async history(
    environmentIds: readonly string[],
    input: Partial<Place> & { id: string; limit: number },
  ): Promise<ThingVersion[]> {
    for (const address of addressesOf(input.id)) {
      const found = await this.#find(environmentIds, address, input);
      if (!found) continue;
      const rows = await this.#chain(found, input.limit);
      return rows.map((row) => ({
        version: Number(row.version),
        $id: row.id,
        $type: row.type,
        name: row.name,
        $source: sourceOf(this.#parts.environments, found.context, row),
        deleted: row.deleted,
        createdAt: row.created_at.toISOString(),
      }));
    }
    const own = await this.#ownNamespace(environmentIds, input);
    if (own) {
      const shown = shownIn(own.context, own.ns);
      const versions = await this.history(environmentIds, own.input);
      return versions.map((version) => ({ ...version, $id: shown.id(version.$id) }));
    }
    throw contractError('NOT_FOUND', { message: 'There is no such Thing in this branch.' });
  }

  /** Which of some ids there are in a place, or in another namespace's default branch. */
  async existing(environmentIds: readonly string[], place: Place, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const { database } = this.#parts;
    const context = await readable(database, place);
    const rows = await database.client.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT h.id FROM ${CONTEXT_HEADS} h JOIN git_branches c ON c.id = h.context_id
      WHERE h.id = ANY(${[...ids]}::text[]) AND ${boundIn(environmentIds)}
        AND (c.id = ${context.id} OR (c.is_default AND c.binding_ns <> ${context.bindingNs}))`;
    return rows.map(({ id }) => id);
  }

  /** An id below the namespace that a branch has of its own, as one of that branch. */
  async #ownNamespace<Input extends Partial<Place> & { id: string }>(environmentIds: readonly string[], input: Input) {
    const url = URL.parse(input.id);
    if (url === null) return null;
    const parts = url.pathname.split('/').slice(1);
    const names = [url.origin, ...parts.map((_, at) => `${url.origin}/${parts.slice(0, at + 1).join('/')}`)];
    const context = await this.#parts.database.client.branchContext.findFirst({
      where: {
        branchNs: { in: names.slice(0, 20) },
        session: '',
        status: 'active',
        binding: { environmentId: { in: [...environmentIds] } },
      },
    });
    if (!context?.branchNs) return null;
    const { branchNs: ns, bindingNs, branch } = context;
    return { context, ns, input: { ...input, id: rebased(input.id, ns, bindingNs), ns: bindingNs, branch } };
  }

  /**
   * The context that has an id, by its head, else by an alias, else by what it had once. Of several the one whose namespace
   * the id begins with, because that is where it belongs.
   */
  async #find(
    environmentIds: readonly string[],
    { id, branch: named }: Address,
    { ns, ...place }: Partial<Place>,
  ): Promise<Found | null> {
    const { database } = this.#parts;
    const branch = named ?? place.branch;
    const session = named === null ? place.session : undefined;
    const inBranch =
      session !== undefined
        ? Prisma.sql`c.session = ${session} AND EXISTS (SELECT 1 FROM sessions WHERE id = c.session)`
        : Prisma.sql`c.session = '' AND ${branch === undefined ? Prisma.sql`c.is_default` : Prisma.sql`c.branch = ${branch}`}`;
    const inNs = ns === undefined ? Prisma.empty : Prisma.sql`AND (c.binding_ns = ${ns} OR c.branch_ns = ${ns})`;
    const rows = await database.client.$queryRaw<{ ns: string; branch: string; id: string; rank: number }[]>`
      SELECT c.binding_ns AS ns, c.branch, r.id, r.rank FROM git_branches c JOIN (
        SELECT context_id, id, 1 AS rank FROM ${CONTEXT_HEADS} h WHERE id = ${id}
        UNION ALL SELECT a.context_id, a.id, 2 FROM thing_aliases a JOIN ${CONTEXT_HEADS} h USING (context_id, id) WHERE a.alias = ${id}
        UNION ALL SELECT c.id, t.id, 3 FROM git_branches c JOIN (SELECT DISTINCT ns, branch, id FROM things WHERE id = ${id}) t
          ON t.ns = c.binding_ns AND t.branch = CASE WHEN c.session = '' THEN c.branch ELSE 'session:' || c.session END
      ) r ON r.context_id = c.id
      WHERE c.status = 'active' AND ${inBranch} ${inNs} AND ${boundIn(environmentIds)}
      ORDER BY r.rank, starts_with(${id}, c.binding_ns) DESC, length(c.binding_ns) DESC LIMIT 1`;
    const [row] = rows;
    if (!row) return null;
    return {
      context: await readable(database, { ns: row.ns, branch: row.branch, session }),
      id: row.id,
      aliasOf: row.id === id ? null : id,
    };
  }

  async #version(found: Found, address: Address, at: string | undefined): Promise<WholeRow | null> {
    const { client } = this.#parts.database;
    if (address.version !== null) {
      const [row] = await client.$queryRaw<WholeRow[]>`
        SELECT * FROM things WHERE version = ${address.version} AND ns = ${found.context.bindingNs}
          AND (NOT starts_with(branch, 'session:') OR branch = ${lineOf(found.context)})`;
      return row?.id === found.id || row?.id === address.id ? row : null;
    }
    if (at !== undefined) return this.#versionAt(found, address, at);
    const row = (await this.#chain(found, address.back + 1))[address.back];
    return row && !row.deleted ? row : null;
  }

  /** By the id that was asked for, which it may have had then, else by the one that it has now. */
  async #versionAt({ context, id }: Found, address: Address, at: string): Promise<WholeRow | null> {
    const { database } = this.#parts;
    const heads = await headsOf(database, context, at);
    const rows = await database.client.$queryRaw<WholeRow[]>`
      SELECT t.* FROM (${heads.rows}) h JOIN things t USING (version) WHERE h.id IN (${address.id}, ${id})`;
    return rows.find((row) => row.id === address.id) ?? rows[0] ?? null;
  }

  /** Versions, newest first, each followed by the one it names: through renames, and back to the branch it was made from. */
  #chain({ context, id }: Found, limit: number): Promise<WholeRow[]> {
    return this.#parts.database.client.$queryRaw<WholeRow[]>`
      WITH RECURSIVE chain AS (
        SELECT t.*, 1 AS depth FROM things t WHERE t.version = coalesce(
          (SELECT version FROM ${CONTEXT_HEADS} h WHERE context_id = ${context.id} AND id = ${id}),
          (SELECT max(version) FROM things WHERE ns = ${context.bindingNs} AND branch = ${lineOf(context)} AND id = ${id}))
        UNION ALL
        SELECT t.*, chain.depth + 1 FROM chain JOIN things t ON t.version = chain.previous WHERE chain.depth < ${limit}::int
      ) SELECT * FROM chain ORDER BY depth`;
  }

  /** `at`: what its links lead to, and what links to it, are those of then. */
  async #present(
    environmentIds: readonly string[],
    { context, id, aliasOf }: Found,
    row: WholeRow,
    at: string | undefined,
  ): Promise<Thing> {
    const { database, environments } = this.#parts;
    const { client } = database;
    const heads = await headsOf(database, context, at);
    const [links, backlinks, [state]] = await Promise.all([
      client.$queryRaw<Thing['links']>`
        SELECT r.predicate, r.target AS to, EXISTS (SELECT 1 FROM (${heads.rows}) h WHERE h.id = r.target) OR EXISTS (
          SELECT 1 FROM ${CONTEXT_HEADS} h JOIN git_branches c ON c.id = h.context_id
          WHERE h.id = r.target AND ${boundIn(environmentIds)} AND c.is_default AND c.binding_ns <> ${context.bindingNs}) AS exists
        FROM relationships r WHERE r.version = ${row.version} ORDER BY r.predicate, r.target`,
      client.$queryRaw<Thing['backlinks']>`
        SELECT r.predicate, h.id AS from FROM relationships r JOIN (${heads.rows}) h USING (version)
        WHERE r.target = ${id} AND h.id <> ${id}
        UNION SELECT r.predicate, h.id FROM relationships r JOIN ${CONTEXT_HEADS} h USING (version)
        JOIN git_branches c ON c.id = h.context_id
        WHERE r.target = ${id} AND h.id <> ${id} AND ${boundIn(environmentIds)}
          AND c.is_default AND c.binding_ns <> ${context.bindingNs}
        ORDER BY 2, 1 LIMIT 200`,
      client.$queryRaw<{ diagnostics: number; syncDirection: string }[]>`
        SELECT jsonb_array_length(c.diagnostics) AS diagnostics, c.sync_direction AS "syncDirection" FROM ${CONTEXT_CONTENT} c
        WHERE c.context_id = ${context.id} AND c.thing_id = ${id} AND c.thing = ${row.version}`,
    ]);
    const diagnostics = state?.diagnostics ?? 0;
    return {
      ...summaryOf(environments, context, { ...row, diagnostics }),
      ns: context.bindingNs,
      branch: context.branch,
      session: context.session || null,
      data: row.data,
      content: row.content,
      deleted: row.deleted,
      aliasOf,
      syncDirection: at === undefined && state ? directionOf(state.syncDirection) : null,
      links,
      backlinks,
    };
  }
}

/** What the column has, which is text to the database. */
const directionOf = (text: string): Thing['syncDirection'] => (text === 'do' || text === 'conflict' ? text : 'git');

/** That the context `c` is of a binding in one of these environments. */
const boundIn = (environmentIds: readonly string[]) =>
  Prisma.sql`c.binding_ns IN (SELECT ns FROM git WHERE environment_id = ANY(${environmentIds}))`;
