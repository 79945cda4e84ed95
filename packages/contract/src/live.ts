import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Environment } from './environments.ts';
import { Id } from './ids.ts';
import { Session } from './sessions.ts';

/**
 * Every environment and session as it changes, and whose state of syncing has changed: what is shown of that is to be read
 * again. `ready` says the listener is on.
 */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('environment'), environment: Environment }),
  z.object({ type: z.literal('environment-removed'), id: Id }),
  z.object({ type: z.literal('session'), session: Session }),
  z.object({ type: z.literal('session-removed'), id: Id, environmentId: Id }),
  z.object({
    type: z.literal('sync'),
    environmentId: Id,
    ns: z.string(),
    branch: z.string(),
    sessionId: Id.nullable().describe('Of a draft'),
  }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export const live = base
  .meta({ access: 'readable' })
  .route({ method: 'GET', path: '/live', tags: ['system'], summary: 'Environments and sessions as they change' })
  .output(eventIterator(LiveEvent));
