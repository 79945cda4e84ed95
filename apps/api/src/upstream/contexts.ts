import type { Prisma } from '@craftastic/db/generated/client';
import {
  type ContextPlan,
  type ContextRules,
  type PresentContext,
  planContexts,
} from '@craftastic/things/plan-contexts';
import { bindingsOver } from '../bindings/bindings-over.ts';
import { applyDrafts } from '../drafts/draft-contexts.ts';
import { dropParts } from '../sync/parts.ts';
import { rowsOf } from '../sync/rows.ts';
import { nameContexts } from './name-contexts.ts';

interface PlannedBinding extends ContextRules {
  syncMode: 'pull' | 'push' | 'mirror';
}

/** How a branch moved: what a context must have been synced at, and the paths that differ, null where too many do. */
export interface Move {
  before: string | null;
  paths: string[] | null;
}

/**
 * Make the branch contexts of an environment what its branches and bindings say: opened, moved, closed. Those that have to be
 * synced get a job, in the same transaction. `merged` are heads of lost branches that the default branch contains.
 */
export async function applyContexts(
  tx: Prisma.TransactionClient,
  environmentId: string,
  branches: ReadonlyMap<string, string>,
  moves: ReadonlyMap<string, Move>,
  merged: ReadonlySet<string>,
): Promise<void> {
  if ((await tx.binding.count({ where: { environmentId } })) === 0) return;
  await carryOn(tx, environmentId, moves);
  const bindings = await bindingsToPlan(tx, environmentId);
  const contexts = await tx.$queryRaw<PresentContext[]>`
    SELECT id, binding_ns AS ns, branch, head, status = 'active' AS active FROM git_branches
    WHERE binding_ns = ANY(${bindings.map(({ ns }) => ns)}::text[]) AND session = ''`;
  const modeOf = new Map(bindings.map(({ ns, syncMode }) => [ns, syncMode]));
  const nsOf = new Map(contexts.map(({ id, ns }) => [id, ns]));
  const plan = planContexts(bindings, branches, contexts);
  const followed = plan.moved.filter(({ id }) => modeOf.get(nsOf.get(id) ?? '') !== 'push');
  await moveContexts(tx, followed);
  const again = plan.opened.flatMap(({ id }) => (id === null ? [] : [id]));
  await clearContexts(tx, again);
  await openContexts(tx, plan.opened);
  await closeContexts(
    tx,
    plan.closed.map(({ id, head }) => ({ id, merged: head !== null && merged.has(head) })),
  );
  await tx.$executeRaw`
    UPDATE git_branches c SET is_default = NOT c.is_default FROM git b
    WHERE b.ns = c.binding_ns AND b.environment_id = ${environmentId} AND c.session = ''
      AND c.is_default <> (c.branch = b.default_branch)`;
  await nameContexts(tx, environmentId);
  await applyDrafts(tx, environmentId);
  await queueSyncs(tx, environmentId);
}

/**
 * A push to one folder is nothing to the bindings of the others: their contexts are at the new commit by that alone. It is one
 * statement, because an environment may have ten thousand of them.
 */
async function carryOn(
  tx: Prisma.TransactionClient,
  environmentId: string,
  moves: ReadonlyMap<string, Move>,
): Promise<void> {
  const known = [...moves].flatMap(([branch, { before, paths }]) =>
    before === null || paths === null ? [] : [{ branch, before, paths }],
  );
  if (known.length === 0) return;
  const index = await bindingsOver(
    tx,
    environmentId,
    known.flatMap(({ paths }) => paths),
  );
  const touched = known.flatMap(({ branch, paths }) =>
    Array.from(index.touchedBy(paths), ({ ns }) => ({ branch, ns })),
  );
  const moved = known.map(({ branch, before }) => ({ branch, before }));
  await tx.$executeRaw`
    WITH carried AS (
      UPDATE git_branches c SET head = r.commit, commit = r.commit
      FROM json_to_recordset(${rowsOf(moved)}::json) AS m(branch text, before text)
        JOIN git_refs r ON r.environment_id = ${environmentId} AND r.ref = 'refs/heads/' || m.branch, git b
      WHERE b.ns = c.binding_ns AND b.environment_id = ${environmentId} AND b.sync_mode <> 'push'
        AND c.branch = m.branch AND c.session = '' AND c.status = 'active' AND c.sync_status = 'synced'
        AND c.revision = b.revision AND c.commit = m.before AND c.head = m.before AND r.commit <> m.before
        AND NOT EXISTS (
          SELECT 1 FROM json_to_recordset(${rowsOf(touched)}::json) AS t(branch text, ns text)
          WHERE t.branch = c.branch AND t.ns = c.binding_ns)
      RETURNING c.id, c.incarnation, c.commit
    )
    INSERT INTO git_branch_commits (context_id, incarnation, commit, version)
    SELECT id, incarnation, commit, (SELECT last_value FROM things_version_seq) FROM carried`;
}

/**
 * The bindings whose contexts may not be what they have to be: those with patterns, which only JavaScript matches, and those
 * without of which a context is missing, elsewhere than its branch, or not of the default one. Of the others a plan has nothing.
 */
function bindingsToPlan(tx: Prisma.TransactionClient, environmentId: string): Promise<PlannedBinding[]> {
  return tx.$queryRaw<PlannedBinding[]>`
    SELECT b.ns, b.default_branch AS "defaultBranch", b.branch_patterns AS "branchPatterns",
      b.preview_template AS "previewTemplate", b.sync_mode::text AS "syncMode"
    FROM git b
    WHERE b.environment_id = ${environmentId} AND (
      cardinality(b.branch_patterns) > 0
      OR EXISTS (
        SELECT 1 FROM git_branches c
          LEFT JOIN git_refs r ON r.environment_id = ${environmentId} AND r.ref = 'refs/heads/' || c.branch
        WHERE c.binding_ns = b.ns AND c.session = '' AND c.status = 'active'
          AND (c.branch <> b.default_branch OR c.head IS DISTINCT FROM r.commit))
      OR (
        EXISTS (
          SELECT 1 FROM git_refs r
          WHERE r.environment_id = ${environmentId} AND r.ref = 'refs/heads/' || b.default_branch)
        AND NOT EXISTS (
          SELECT 1 FROM git_branches c
          WHERE c.binding_ns = b.ns AND c.branch = b.default_branch AND c.session = '' AND c.status = 'active')))`;
}

async function moveContexts(
  tx: Prisma.TransactionClient,
  moved: readonly { id: number; head: string }[],
): Promise<void> {
  if (moved.length === 0) return;
  await tx.$executeRaw`
    UPDATE git_branches c SET head = r.head, sync_status = 'pending'
    FROM json_to_recordset(${rowsOf(moved)}::json) AS r(id int, head text) WHERE c.id = r.id`;
}

async function openContexts(tx: Prisma.TransactionClient, opened: ContextPlan['opened']): Promise<void> {
  if (opened.length === 0) return;
  const rows = opened.map(({ ns, branch, branchNs, isDefault, head }) => ({
    ns,
    branch,
    branch_ns: branchNs,
    is_default: isDefault,
    head,
  }));
  await tx.$executeRaw`
    INSERT INTO git_branches (binding_ns, branch, branch_ns, is_default, head)
    SELECT ns, branch, branch_ns, is_default, head FROM json_to_recordset(${rowsOf(rows)}::json)
      AS r(ns text, branch text, branch_ns text, is_default bool, head text)
    ON CONFLICT (binding_ns, branch, session) DO UPDATE SET branch_ns = excluded.branch_ns, is_default = excluded.is_default,
      head = excluded.head, status = 'active', sync_status = 'pending', sync_error = NULL, commit = NULL, tree = NULL,
      base = '[]', revision = 0, incarnation = git_branches.incarnation + 1, created_at = now(), merged_at = NULL, deleted_at = NULL`;
}

async function closeContexts(
  tx: Prisma.TransactionClient,
  closed: readonly { id: number; merged: boolean }[],
): Promise<void> {
  if (closed.length === 0) return;
  await clearContexts(
    tx,
    closed.map(({ id }) => id),
  );
  await tx.$executeRaw`
    UPDATE git_branches c SET status = CASE WHEN r.merged THEN 'merged' ELSE 'deleted' END::"BranchStatus", head = NULL,
      commit = NULL, tree = NULL, sync_status = 'synced', sync_error = NULL, deleted_at = now(),
      merged_at = CASE WHEN r.merged THEN now() END
    FROM json_to_recordset(${rowsOf(closed)}::json) AS r(id int, merged bool) WHERE c.id = r.id`;
}

/** Contexts of the mode `push` stay where they are until this is asked for: by an edit, which is a commit on top, or by hand. */
export async function takeHeads(tx: Prisma.TransactionClient, contextIds: readonly number[]): Promise<void> {
  await tx.$queryRaw`
    WITH taken AS (
      UPDATE git_branches c SET head = r.commit, sync_status = 'pending'
      FROM git b JOIN git_refs r USING (environment_id)
      WHERE c.id = ANY(${contextIds}::int[]) AND b.ns = c.binding_ns AND r.ref = 'refs/heads/' || c.branch
        AND c.status = 'active' AND c.session = '' AND c.head IS DISTINCT FROM r.commit
      RETURNING c.id
    )
    SELECT count(graphile_worker.add_job('sync', json_build_object('contextId', id), job_key := 'sync:' || id, max_attempts := 5))
    FROM taken`;
}

/** What readers see of a context goes at once; its versions stay as history. */
async function clearContexts(tx: Prisma.TransactionClient, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await dropParts(tx, ids);
  await tx.$executeRaw`DELETE FROM thing_aliases WHERE context_id = ANY(${ids}::int[])`;
}

/**
 * A job for each context that is not at its head, or was synced under other settings. Jobs have the context as their key,
 * so asking twice is asking once; one that a killed server left locked is replaced.
 */
async function queueSyncs(tx: Prisma.TransactionClient, environmentId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE git_branches c SET sync_status = 'pending' FROM git b
    WHERE b.ns = c.binding_ns AND b.environment_id = ${environmentId} AND c.status = 'active'
      AND c.revision <> b.revision AND c.sync_status = 'synced'`;
  await tx.$queryRaw`
    SELECT count(graphile_worker.add_job('sync', json_build_object('contextId', c.id), job_key := 'sync:' || c.id, max_attempts := 5))
    FROM git_branches c JOIN git b ON b.ns = c.binding_ns
    WHERE b.environment_id = ${environmentId} AND c.status = 'active' AND c.sync_status <> 'synced'`;
}
