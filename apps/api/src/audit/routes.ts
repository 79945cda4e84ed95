import type { Prisma } from '@craftastic/db/generated/client';
import { suffices } from '../access/roles.ts';
import { procedures } from '../rpc.ts';

export const auditRoutes = {
  list: procedures.audit.list.handler(async ({ context: { app, caller, user }, input }) => {
    const { environmentId, login, action, failed, before, limit } = input;
    const reach = await app.access.reach(caller);
    const administered = [...reach].flatMap(([id, role]) => (suffices(role, 'admin') ? [id] : []));
    // A token for one environment tells of that one only, whoever has made it.
    const isBound = caller.by.kind === 'token' && caller.by.environmentId !== null;
    const mine: Prisma.AuditEntryWhereInput = {
      OR: [{ environmentId: { in: administered } }, ...(isBound ? [] : [{ userId: user.id }])],
    };
    const filters: Prisma.AuditEntryWhereInput[] = [
      ...(user.admin && !isBound ? [] : [mine]),
      ...(environmentId === undefined ? [] : [{ environmentId }]),
      ...(login === undefined ? [] : [{ login }]),
      ...(action === undefined ? [] : [{ OR: [{ action }, { action: { startsWith: `${action}.` } }] }]),
      ...(failed ? [{ result: { not: 'ok' } }] : []),
      ...(before === undefined ? [] : [{ id: { lt: before } }]),
    ];
    const rows = await app.database.client.auditEntry.findMany({
      where: { AND: filters },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const ids = [...new Set(rows.flatMap((row) => row.environmentId ?? []))];
    const environments = await app.database.client.environment.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true },
    });
    const names = new Map(environments.map(({ id, name }) => [id, name]));
    const entries = rows.slice(0, limit).map((row) => ({
      id: Number(row.id),
      at: row.createdAt.toISOString(),
      login: row.login,
      via: row.via as 'login' | 'token' | 'server' | null,
      address: row.address,
      environment:
        row.environmentId === null ? null : { id: row.environmentId, name: names.get(row.environmentId) ?? null },
      sessionId: row.sessionId,
      action: row.action,
      subject: row.subject,
      result: row.result,
      durationMs: row.durationMs,
    }));
    return { entries, more: rows.length > limit };
  }),
};
