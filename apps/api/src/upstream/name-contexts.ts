import type { Prisma } from '@craftastic/db/generated/client';
import { namesOf, settleNamespaces } from '@craftastic/things/branch-namespaces';
import { rowsOf } from '../sync/rows.ts';

/** Give the branches of an environment the namespaces that their bindings' templates say, none of them twice on this server. */
export async function nameContexts(tx: Prisma.TransactionClient, environmentId: string): Promise<void> {
  const rows = await tx.branchContext.findMany({
    where: {
      session: '',
      status: 'active',
      binding: { environmentId },
      OR: [{ branchNs: { not: null } }, { binding: { previewTemplate: { not: null } } }],
    },
    select: { id: true, branch: true, branchNs: true, isDefault: true, binding: { select: { previewTemplate: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  if (rows.length === 0) return;
  const contexts = rows.map(({ id, branch, branchNs, isDefault, binding }) => ({
    id,
    branch,
    branchNs,
    template: isDefault ? null : binding.previewTemplate,
  }));
  const names = contexts.flatMap(({ template, branch }) => namesOf(template, branch));
  const [bindings, others] = await Promise.all([
    tx.binding.findMany({ where: { ns: { in: names } }, select: { ns: true } }),
    tx.branchContext.findMany({
      where: { branchNs: { in: names }, status: 'active', NOT: { binding: { environmentId } } },
      select: { branchNs: true },
    }),
  ]);
  const taken = new Set([...bindings.map(({ ns }) => ns), ...others.flatMap(({ branchNs }) => branchNs ?? [])]);
  const settled = settleNamespaces(contexts, taken);
  const changed = contexts
    .filter(({ id, branchNs }) => settled.get(id) !== branchNs)
    .map(({ id }) => ({ id, ns: settled.get(id) ?? null }));
  if (changed.length === 0) return;
  await tx.$executeRaw`
    UPDATE git_branches c SET branch_ns = r.ns FROM json_to_recordset(${rowsOf(changed)}::json) AS r(id int, ns text)
    WHERE c.id = r.id`;
}
