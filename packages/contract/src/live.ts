import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Environment } from './environments.ts';
import { Id } from './ids.ts';
import { Session } from './sessions.ts';

/** What the home screen listens to: every environment and session as it changes. `ready` says the listener is on. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('environment'), environment: Environment }),
  z.object({ type: z.literal('environment-removed'), id: Id }),
  z.object({ type: z.literal('session'), session: Session }),
  z.object({ type: z.literal('session-removed'), id: Id, environmentId: Id }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export const live = base
  .meta({ access: 'readable' })
  .route({ method: 'GET', path: '/live', tags: ['system'], summary: 'Environments and sessions as they change' })
  .output(eventIterator(LiveEvent));
