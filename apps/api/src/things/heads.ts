import { contractError } from '@craftastic/contract/contract-error';
import type { Database } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import { lineOf } from '../sync/line.ts';
import { CONTEXT_HEADS } from '../sync/parts.ts';
import type { Readable } from './readable.ts';

/** Versions of one line, up to one. */
interface Layer {
  branch: string;
  incarnation: number;
  version: number | string;
}

/** Which versions a context shows, now or as it was, as a subquery of `id` and `version`. */
export interface Heads {
  rows: Prisma.Sql;
  /** The commit that they are of; null before the first sync. */
  commit: string | null;
  /** Of the past: what the context says of its files is not of these. */
  past: boolean;
}

/**
 * The heads of a context: now, at a commit that it was synced at, or as readers had them at a time.
 *
 * The past is worked out of the versions: nothing of it is kept but which commits a context was at, and how far the
 * numbers of versions were then. A version that was written or deleted in a line is in force until the next one of its id; what
 * a branch began with is the line below, up to where it was copied. Rejected: a table of changes of heads, which says the same
 * once more for each version and, for a new branch, once more for each Thing; and syncing the commit anew, which can't
 * know what a broken file kept and gives other numbers to the same versions. A commit that was pushed among others and
 * never synced by itself is no state that readers ever had, and is refused.
 */
export async function headsOf(database: Database, context: Readable, at: string | undefined): Promise<Heads> {
  if (at === undefined) {
    return {
      rows: Prisma.sql`SELECT id, version FROM ${CONTEXT_HEADS} h WHERE context_id = ${context.id}`,
      commit: context.commit,
      past: false,
    };
  }
  const seen = await stateAt(database, context, at);
  const layers: Layer[] = [
    { branch: lineOf(context), incarnation: context.incarnation, version: String(seen.version) },
    ...(context.base as unknown as Layer[]),
  ];
  return { rows: layered(context.bindingNs, layers), commit: seen.commit, past: true };
}

/** What readers had of a context at a time, or at a commit; throws NOT_FOUND where they had nothing. */
export async function stateAt({ client }: Database, context: Readable, at: string) {
  if (context.session !== '') {
    throw contractError('BAD_INPUT', {
      message: 'A draft is only as it is now: each save takes the place of the one before.',
    });
  }
  const isCommit = /^[0-9a-f]{7,64}$/.test(at);
  const condition = isCommit ? Prisma.sql`starts_with(commit, ${at})` : Prisma.sql`synced_at <= ${new Date(at)}`;
  const [row] = await client.$queryRaw<{ commit: string; version: bigint }[]>`
    SELECT commit, version FROM git_branch_commits
    WHERE context_id = ${context.id} AND incarnation = ${context.incarnation} AND ${condition} ORDER BY id DESC LIMIT 1`;
  if (row) return row;
  throw contractError('NOT_FOUND', {
    message: isCommit
      ? `${context.branch} was never synced at the commit ${at}.`
      : `${context.branch} was not synced yet at that time.`,
  });
}

/** For each id its last version in the first line that knows it. */
function layered(ns: string, layers: readonly Layer[]): Prisma.Sql {
  const lines = layers.map(
    ({ branch, incarnation, version }, depth) =>
      Prisma.sql`(${depth}::int, ${branch}::text, ${incarnation}::int, ${BigInt(version)}::bigint)`,
  );
  return Prisma.sql`
    SELECT id, version FROM (
      SELECT DISTINCT ON (t.id) t.id, t.version, t.deleted
      FROM (VALUES ${Prisma.join(lines)}) AS l(depth, branch, incarnation, version)
      JOIN things t ON t.ns = ${ns} AND t.branch = l.branch AND t.incarnation = l.incarnation AND t.version <= l.version
      ORDER BY t.id, l.depth, t.version DESC) newest
    WHERE NOT deleted`;
}
