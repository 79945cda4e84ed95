import type { Prisma } from '@craftastic/db/generated/client';
import { Logger, run, runMigrations } from 'graphile-worker';
import type { Logger as Log } from 'pino';
import { z } from 'zod';
import { failureOf } from '../http/failure.ts';
import { type SyncParts, syncContext } from './sync.ts';

/** Syncs at once. Each waits most of its time, for git or for the database. */
const AT_ONCE = 4;
const Payload = z.object({ contextId: z.number().int() });

/**
 * The queue's tables, before anything is put into them. They are the library's own, in a schema of their own, which no
 * migration of ours touches.
 */
export async function prepareQueue(databaseUrl: string, log: Log): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, logger: quietLogger(log) });
}

/** Does the syncs that are queued, in this process. Returns the way to end it, which waits for those that run. */
export async function startSyncWorker(parts: SyncParts, log: Log): Promise<() => Promise<void>> {
  const runner = await run({
    connectionString: parts.database.url,
    concurrency: AT_ONCE,
    maxPoolSize: AT_ONCE + 2,
    noHandleSignals: true,
    logger: quietLogger(log),
    parsedCronItems: [],
    taskList: {
      sync: async (payload) => {
        const { contextId } = Payload.parse(payload);
        try {
          await syncContext(parts, contextId);
        } catch (error) {
          const failed = await parts.database.client.branchContext.updateManyAndReturn({
            where: { id: contextId, status: 'active' },
            data: { syncStatus: 'error', syncError: failureOf(error, log) as unknown as Prisma.InputJsonValue },
            include: { binding: true },
          });
          for (const context of failed) parts.states.tell(context);
          const context = await parts.database.client.branchContext.findUnique({ where: { id: contextId } });
          if (context && context.session !== '') parts.onDraft(context, true);
          throw error;
        }
      },
    },
  });
  return () => runner.stop();
}

/** The library tells of each job; only what goes wrong is for our log. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error') log.warn({ meta }, message);
    else if (level === 'warning') log.info({ meta }, message);
    else log.debug(message);
  });
}
