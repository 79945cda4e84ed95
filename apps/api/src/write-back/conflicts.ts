import { newId } from '@craftastic/contract/ids';
import { Editable } from '@craftastic/contract/thing-conflict';
import type { Database } from '@craftastic/db/database';
import type { Prisma, ThingConflict as Row } from '@craftastic/db/generated/client';

/** Whose edit of what. */
export interface Whose {
  ns: string;
  branch: string;
  id: string;
  userId: string;
}

export interface KeptEdit {
  base: number;
  mine: Editable;
  message: string;
  createdAt: Date;
}

const keyOf = ({ ns, branch, id, userId }: Whose) => ({ bindingNs: ns, branch, thingId: id, userId });

/** Keep an edit that could not be merged. A later one of the same person and Thing takes its place. */
export async function keepEdit(database: Database, whose: Whose, edit: Omit<KeptEdit, 'createdAt'>): Promise<KeptEdit> {
  const data = {
    base: BigInt(edit.base),
    mine: edit.mine as unknown as Prisma.InputJsonValue,
    message: edit.message,
    createdAt: new Date(),
  };
  const key = keyOf(whose);
  const row = await database.client.thingConflict.upsert({
    where: { bindingNs_branch_thingId_userId: key },
    create: { id: newId(), ...key, ...data },
    update: data,
  });
  return editOf(row);
}

export async function keptEdit(database: Database, whose: Whose): Promise<KeptEdit | null> {
  const row = await database.client.thingConflict.findUnique({
    where: { bindingNs_branch_thingId_userId: keyOf(whose) },
  });
  return row && editOf(row);
}

export async function keptEdits(database: Database, { ns, branch, userId }: Omit<Whose, 'id'>) {
  const rows = await database.client.thingConflict.findMany({
    where: { bindingNs: ns, branch, userId },
    orderBy: { createdAt: 'desc' },
    take: 1000,
  });
  return rows.map((row) => ({ $id: row.thingId, branch: row.branch, createdAt: row.createdAt.toISOString() }));
}

export async function dropEdit(database: Database, whose: Whose): Promise<void> {
  await database.client.thingConflict.deleteMany({ where: keyOf(whose) });
}

/** Where the last change of a file came from: `conflict` while anybody's edit of it waits. */
export async function markDirection(
  database: Database,
  contextId: number,
  whose: Omit<Whose, 'userId'>,
  otherwise: 'git' | 'do',
): Promise<void> {
  const { ns, branch, id } = whose;
  await database.client.$executeRaw`
    UPDATE git_content SET sync_direction = CASE WHEN EXISTS (
      SELECT 1 FROM thing_conflicts WHERE binding_ns = ${ns} AND branch = ${branch} AND thing_id = ${id}
    ) THEN 'conflict' ELSE ${otherwise} END
    WHERE context_id = ${contextId} AND thing_id = ${id}`;
}

function editOf(row: Row): KeptEdit {
  return { base: Number(row.base), mine: Editable.parse(row.mine), message: row.message, createdAt: row.createdAt };
}
