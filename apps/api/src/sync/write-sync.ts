import { Prisma } from '@craftastic/db/generated/client';
import type { Sql } from '@craftastic/db/sql';
import type { Aim } from './aim.ts';
import { lineOf } from './line.ts';
import { shareParts } from './parts.ts';
import type { ReadResult } from './read-files.ts';
import type { SyncStage } from './stage.ts';
import type { Base, SyncParts } from './sync.ts';
import { writeFiles } from './write-files.ts';
import { type Written, writeThings } from './write-things.ts';

export interface Result extends ReadResult {
  context: Prisma.BranchContextGetPayload<{ include: { binding: true } }>;
  base: Base | null;
  aim: Aim;
  stage: SyncStage;
}

/** Something has changed since it was read: the sync has to begin again. */
export class OvertakenError extends Error {}

/**
 * Write what is on the stage, in its transaction. The first statement that others can see takes the context's row, if that is
 * still what was read; another sync of the same context waits for it there, and then finds itself overtaken. Returns whether
 * readers see a difference.
 */
export async function writeSync({ events }: SyncParts, result: Result): Promise<boolean> {
  const { context, base, aim, stage } = result;
  const tx = await stage.all();
  const syncedAt = await fence(tx, result);
  const isCopy = base !== null && base.contextId !== context.id;
  if (isCopy) await copyContext(tx, base, context.id);
  await writeFiles(tx, result);
  const written = await writeThings(tx, result, syncedAt);
  if (aim.draft) await dropReplaced(tx, result);
  const seen = await tell(tx, events, result, { isCopy, syncedAt, ...written });
  await tx.commit();
  return seen;
}

async function tell(
  tx: Sql,
  events: SyncParts['events'],
  { context, aim, differences }: Result,
  { isCopy, syncedAt, written, deleted, rows, diagnostics }: Written & { isCopy: boolean; syncedAt: Date },
): Promise<boolean> {
  const isSeen = written + deleted + rows + differences > 0;
  if (!isSeen && !isCopy && context.commit === aim.commit) return false;
  // A draft is nobody's history, and each save would be an event.
  if (aim.draft) return true;
  await tx.$executeRaw`
    INSERT INTO git_branch_commits (context_id, incarnation, commit, version, synced_at)
    SELECT ${context.id}::int, ${context.incarnation}::int, ${aim.commit}, last_value, ${syncedAt} FROM things_version_seq`;
  if (!isSeen && !isCopy && context.commit !== null) return false;
  const { ns, environmentId } = context.binding;
  const { branch } = context;
  await events.append(tx, [
    { type: 'things.synced', environmentId, ns, branch, commit: aim.commit, written, deleted, diagnostics },
  ]);
  return true;
}

/** Returns the time of the sync: the transaction has begun when the first files were read. */
async function fence(tx: Sql, { context, base, aim }: Result): Promise<Date> {
  const { id, commit, tree, revision, incarnation, binding } = context;
  const unchanged = Prisma.sql`id = ${id} AND status = 'active' AND incarnation = ${incarnation} AND revision = ${revision}
    AND commit IS NOT DISTINCT FROM ${commit} AND tree IS NOT DISTINCT FROM ${tree}`;
  const synced = Prisma.sql`commit = ${aim.commit}, tree = ${aim.tree}, revision = ${binding.revision},
    last_sync_at = clock_timestamp(), sync_error = NULL`;
  const [row] = aim.draft
    ? await tx.$queryRaw<{ at: Date }[]>`
        UPDATE git_branches SET ${synced}, head = ${aim.commit}, branch = ${aim.branch}, sync_status = 'synced',
          omitted = ${JSON.stringify(aim.draft.omitted)}::jsonb WHERE ${unchanged} RETURNING last_sync_at AS at`
    : await tx.$queryRaw<{ at: Date }[]>`
        UPDATE git_branches SET ${synced}, sync_status = CASE WHEN head = ${aim.commit} THEN 'synced' ELSE 'pending' END::"SyncStatus"
        WHERE ${unchanged} RETURNING last_sync_at AS at`;
  if (!row) throw new OvertakenError();
  if (base === null || base.contextId === id) return row.at;
  const origin = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM git_branches WHERE id = ${base.contextId} AND status = 'active' AND commit = ${base.commit} FOR SHARE`;
  if (origin.length === 0) throw new OvertakenError();
  return row.at;
}

async function copyContext(tx: Sql, base: Base, id: number): Promise<void> {
  await shareParts(tx, base.contextId, id);
  await tx.$executeRaw`
    INSERT INTO thing_aliases (context_id, alias, id)
    SELECT ${id}::int, alias, id FROM thing_aliases WHERE context_id = ${base.contextId}`;
  // The base can't move before this is committed, so what its line has now is what was copied.
  await tx.$executeRaw`
    UPDATE git_branches c SET base = jsonb_build_array(jsonb_build_object(
      'branch', b.branch, 'incarnation', b.incarnation, 'version', (SELECT last_value FROM things_version_seq))) || b.base
    FROM git_branches b WHERE b.id = ${base.contextId} AND c.id = ${id}`;
}

/** Versions of the draft that nobody has committed and that no file gives any more. A draft has one of each Thing. */
async function dropReplaced(tx: Sql, { context }: Result): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM things t USING sync_stage s
    WHERE t.version = s.was_version AND t.branch = ${lineOf(context)} AND t.uncommitted
      AND NOT EXISTS (SELECT 1 FROM git_content c WHERE c.thing = t.version)`;
}
