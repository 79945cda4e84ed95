import { newId } from '@craftastic/contract/ids';
import { Editable } from '@craftastic/contract/thing-conflict';
import type { Database } from '@craftastic/db/database';
import type { Prisma, ThingConflict as Row } from '@craftastic/db/generated/client';
import { CONTEXT_CONTENT, ownParts, slotsOf } from '../sync/parts.ts';

/** Whose edit of what. */
export interface Whose {
  ns: string;
  branch: string;
  /** Of the Thing: the one of now first. */
  ids: string[];
  userId: string;
}

export interface KeptEdit {
  base: number;
  mine: Editable;
  message: string;
  createdAt: Date;
}

const whereOf = ({ ns, branch, ids, userId }: Whose) => ({ bindingNs: ns, branch, thingId: { in: ids }, userId });

/** Keep an edit that could not be merged. A later one of the same person and Thing takes its place. */
export async function keepEdit(database: Database, whose: Whose, edit: Omit<KeptEdit, 'createdAt'>): Promise<KeptEdit> {
  const { ns: bindingNs, branch, userId } = whose;
  const key = { bindingNs, branch, userId, thingId: whose.ids[0] ?? '' };
  const data = {
    base: BigInt(edit.base),
    mine: edit.mine as unknown as Prisma.InputJsonValue,
    message: edit.message,
    createdAt: new Date(),
  };
  const row = await database.client.thingConflict.upsert({
    where: { bindingNs_branch_thingId_userId: key },
    create: { id: newId(), ...key, ...data },
    update: data,
  });
  return editOf(row);
}

export async function keptEdit(database: Database, whose: Whose): Promise<KeptEdit | null> {
  const row = await database.client.thingConflict.findFirst({
    where: whereOf(whose),
    orderBy: { createdAt: 'desc' },
  });
  return row && editOf(row);
}

export async function keptEdits(database: Database, { ns, branch, userId }: Omit<Whose, 'ids'>) {
  const rows = await database.client.thingConflict.findMany({
    where: { bindingNs: ns, branch, userId },
    orderBy: { createdAt: 'desc' },
    take: 1000,
  });
  return rows.map((row) => ({ $id: row.thingId, branch: row.branch, createdAt: row.createdAt.toISOString() }));
}

export async function dropEdit(database: Database, whose: Whose): Promise<void> {
  await database.client.thingConflict.deleteMany({ where: whereOf(whose) });
}

/** Where the last change of a file came from: `conflict` while anybody's edit of it waits. */
export async function markDirection(
  database: Database,
  contextId: number,
  whose: Omit<Whose, 'userId'>,
  otherwise: 'git' | 'do',
): Promise<void> {
  const { ns, branch, ids } = whose;
  await database.client.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM git_branches WHERE id = ${contextId} FOR UPDATE`;
    const rows = await tx.$queryRaw<{ path: string }[]>`
      SELECT path FROM ${CONTEXT_CONTENT} c WHERE c.context_id = ${contextId} AND c.thing_id = ANY(${ids}::text[])`;
    await ownParts(tx, contextId, slotsOf(rows.map(({ path }) => path)));
    await tx.$executeRaw`
      UPDATE git_content c SET sync_direction = CASE WHEN EXISTS (
        SELECT 1 FROM thing_conflicts WHERE binding_ns = ${ns} AND branch = ${branch} AND thing_id = ANY(${ids}::text[])
      ) THEN 'conflict' ELSE ${otherwise} END
      FROM git_branch_parts p WHERE p.context_id = ${contextId} AND c.part = p.part AND c.thing_id = ANY(${ids}::text[])`;
  });
}

function editOf(row: Row): KeptEdit {
  return { base: Number(row.base), mine: Editable.parse(row.mine), message: row.message, createdAt: row.createdAt };
}
