import { Prisma } from '@craftastic/db/generated/client';
import type { Sql } from '@craftastic/db/sql';

/*
 * Contexts share their files by parts. A path's slot says which of a context's parts it is in; contexts name one part for as long
 * as they have the same files in it. So a new branch of 10,000 files takes 256 short rows, and for each slot in which it changes
 * something a copy of some 40. Rejected: a copy of all rows, which took most of the time of a new branch and as much space again;
 * and a context that is its difference from another one, since the other one moves on, and each reader would have to know.
 */

/** The slot of a path. */
export function slotOf(path: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`get_byte(decode(md5(${path}), 'hex'), 0)`;
}

/** `files` by context: the columns of both, and the slot. */
export const CONTEXT_FILES = Prisma.sql`(SELECT p.context_id, p.slot, f.* FROM git_branch_parts p JOIN files f USING (part))`;

/** `git_content` by context. */
export const CONTEXT_CONTENT = Prisma.sql`(SELECT p.context_id, p.slot, c.* FROM git_branch_parts p JOIN git_content c USING (part))`;

/** The Things that a context shows: `context_id`, `id`, `version`. */
export const CONTEXT_HEADS = Prisma.sql`(SELECT p.context_id, c.thing_id AS id, c.thing AS version
  FROM git_branch_parts p JOIN git_content c USING (part) WHERE c.thing IS NOT NULL)`;

/** Begin as what another context has. That one must not move until this is committed. */
export async function shareParts(tx: Sql, from: number, to: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO git_branch_parts (context_id, slot, part)
    SELECT ${to}::int, slot, part FROM git_branch_parts WHERE context_id = ${from}`;
}

/** The slots of some paths, for {@link ownParts}. */
export function slotsOf(paths: readonly string[]): Prisma.Sql {
  return Prisma.sql`SELECT ${slotOf(Prisma.sql`path`)} AS slot FROM unnest(${paths}::text[]) AS r(path)`;
}

/**
 * Give a context parts of its own for these slots, so that what is written there is seen by nobody else. The caller holds the
 * context's row: who begins as a copy of it waits for that.
 */
export async function ownParts(tx: Sql, contextId: number, slots: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    WITH wanted AS (
      SELECT t.slot, p.part AS old
      FROM (SELECT DISTINCT slot FROM (${slots}) s) t
      LEFT JOIN git_branch_parts p ON p.context_id = ${contextId} AND p.slot = t.slot
      WHERE p.part IS NULL OR EXISTS (SELECT 1 FROM git_branch_parts o WHERE o.part = p.part AND o.context_id <> ${contextId})
    ), made AS (
      SELECT slot, old, nextval(pg_get_serial_sequence('file_parts', 'id'))::int AS part FROM wanted
    ), parts AS (
      INSERT INTO file_parts (id, binding_ns)
      SELECT made.part, c.binding_ns FROM made, git_branches c WHERE c.id = ${contextId}
    ), named AS (
      INSERT INTO git_branch_parts (context_id, slot, part) SELECT ${contextId}::int, slot, part FROM made
      ON CONFLICT (context_id, slot) DO UPDATE SET part = excluded.part
    ), copied AS (
      INSERT INTO files (part, path, parent, name, type, hash, size, mode, link_target)
      SELECT made.part, path, parent, name, type, hash, size, mode, link_target FROM made JOIN files f ON f.part = made.old
    )
    INSERT INTO git_content (part, path, blob_sha, commit, thing_id, thing, sync_direction, diagnostics)
    SELECT made.part, path, blob_sha, commit, thing_id, thing, sync_direction, diagnostics
    FROM made JOIN git_content c ON c.part = made.old`;
}

/**
 * Let go of all that contexts have, and of the parts that no other one names then. Two contexts that let go of one part at the
 * same moment, here or for parts of their own, each see that the other one names it: {@link collectParts} takes it.
 */
export async function dropParts(tx: Sql, contextIds: readonly number[]): Promise<void> {
  if (contextIds.length === 0) return;
  // Who begins as a copy of one holds its row: it is waited for here, or finds the context closed.
  await tx.$executeRaw`SELECT 1 FROM git_branches WHERE id = ANY(${contextIds}::int[]) ORDER BY id FOR UPDATE`;
  await tx.$executeRaw`DELETE FROM git_branch_parts WHERE context_id = ANY(${contextIds}::int[])`;
  await tx.$executeRaw`
    DELETE FROM file_parts f
    WHERE f.binding_ns IN (SELECT binding_ns FROM git_branches WHERE id = ANY(${contextIds}::int[]))
      AND NOT EXISTS (SELECT 1 FROM git_branch_parts p WHERE p.part = f.id)`;
}

/**
 * Parts that no context names. None of them is ever named again, so nobody has to wait for this: a new part comes with its name,
 * and else a name is copied from a context that can't let go of it meanwhile. Returns how many there were.
 */
export function collectParts(sql: Sql): Promise<number> {
  return sql.$executeRaw`DELETE FROM file_parts f WHERE NOT EXISTS (SELECT 1 FROM git_branch_parts p WHERE p.part = f.id)`;
}
