import type { Prisma } from '@craftastic/db/generated/client';
import { dropParts } from '../sync/parts.ts';

/**
 * Make the draft contexts of an environment what its sessions and bindings say: one for each binding and each session with
 * a worktree. Whatever a session's branch is: that it is open says that its content is wanted. Those that are new are to be
 * synced; those of sessions that are gone go, with their versions.
 */
export async function applyDrafts(tx: Prisma.TransactionClient, environmentId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO git_branches (binding_ns, branch, session)
    SELECT b.ns, s.branch, s.id FROM git b JOIN sessions s ON s.environment_id = b.environment_id
    WHERE b.environment_id = ${environmentId} AND s.checked_out AND s.status <> 'removing'
      AND NOT EXISTS (SELECT 1 FROM git_branches c WHERE c.binding_ns = b.ns AND c.session = s.id)
    ON CONFLICT DO NOTHING`;
  const gone = await tx.$queryRaw<{ id: number; ns: string; session: string }[]>`
    SELECT c.id, c.binding_ns AS ns, c.session FROM git_branches c JOIN git b ON b.ns = c.binding_ns
    WHERE b.environment_id = ${environmentId} AND c.session <> '' AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = c.session)`;
  if (gone.length === 0) return;
  await dropParts(
    tx,
    gone.map(({ id }) => id),
  );
  await tx.branchContext.deleteMany({ where: { id: { in: gone.map(({ id }) => id) } } });
  for (const { ns, session } of gone) await tx.thingVersion.deleteMany({ where: { ns, branch: `session:${session}` } });
}

/** A job for each of a session's drafts; for those of some namespaces where they are named. */
export async function queueDrafts(
  tx: Prisma.TransactionClient,
  sessionId: string,
  namespaces: readonly string[] | null,
): Promise<void> {
  await tx.$queryRaw`
    SELECT count(graphile_worker.add_job('sync', json_build_object('contextId', c.id), job_key := 'sync:' || c.id, max_attempts := 5))
    FROM git_branches c WHERE c.session = ${sessionId} AND (${namespaces === null} OR c.binding_ns = ANY(${namespaces ?? []}::text[]))`;
}
