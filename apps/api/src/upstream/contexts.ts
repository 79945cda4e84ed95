import type { Prisma } from '@craftastic/db/generated/client';
import { type ContextPlan, planContexts } from '@craftastic/things/plan-contexts';
import { bindingsOver } from '../bindings/bindings-over.ts';
import { applyDrafts } from '../drafts/draft-contexts.ts';
import { dropParts } from '../sync/parts.ts';
import { rowsOf } from '../sync/rows.ts';
import { nameContexts } from './name-contexts.ts';

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
  const bindings = await tx.binding.findMany({ where: { environmentId } });
  if (bindings.length === 0) return;
  const contexts = await tx.branchContext.findMany({ where: { binding: { environmentId }, session: '' } });
  const bindingOf = new Map(bindings.map((binding) => [binding.ns, binding]));
  const plan = planContexts(
    bindings,
    branches,
    contexts.map(({ id, bindingNs, branch, head, status }) => ({
      id,
      ns: bindingNs,
      branch,
      head,
      active: status === 'active',
    })),
  );

  // A push to one folder is nothing to the bindings of the others: their contexts are at the new commit already.
  const index = await bindingsOver(
    tx,
    environmentId,
    [...moves.values()].flatMap(({ paths }) => paths ?? []),
  );
  const touched = new Map(
    [...moves].map(([branch, { paths }]) => [
      branch,
      paths === null ? null : new Set(Array.from(index.touchedBy(paths), ({ ns }) => ns)),
    ]),
  );
  const contextOf = new Map(contexts.map((context) => [context.id, context]));
  const followed = plan.moved.filter(
    ({ id }) => bindingOf.get(contextOf.get(id)?.bindingNs ?? '')?.syncMode !== 'push',
  );
  const moved = followed.map(({ id, head }) => {
    const context = contextOf.get(id);
    const binding = context && bindingOf.get(context.bindingNs);
    const isSynced = context?.syncStatus === 'synced' && context.revision === binding?.revision;
    const owners = touched.get(context?.branch ?? '');
    const isSame =
      isSynced && context.commit === moves.get(context.branch)?.before && owners && !owners.has(context.bindingNs);
    return { id, head, same: isSame === true };
  });
  await moveContexts(tx, moved);
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

async function moveContexts(
  tx: Prisma.TransactionClient,
  moved: readonly { id: number; head: string; same: boolean }[],
): Promise<void> {
  if (moved.length === 0) return;
  await tx.$executeRaw`
    UPDATE git_branches c SET head = r.head,
      commit = CASE WHEN r.same THEN r.head ELSE c.commit END,
      sync_status = CASE WHEN r.same THEN c.sync_status ELSE 'pending'::"SyncStatus" END
    FROM json_to_recordset(${rowsOf(moved)}::json) AS r(id int, head text, same bool) WHERE c.id = r.id`;
  if (!moved.some(({ same }) => same)) return;
  await tx.$executeRaw`
    INSERT INTO git_branch_commits (context_id, incarnation, commit, version)
    SELECT c.id, c.incarnation, c.commit, (SELECT last_value FROM things_version_seq)
    FROM git_branches c JOIN json_to_recordset(${rowsOf(moved)}::json) AS r(id int, same bool) ON c.id = r.id WHERE r.same`;
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
