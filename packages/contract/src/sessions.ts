import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { Failure, Progress } from './progress.ts';
import { SupervisorEvent } from './session-events.ts';

export const Usage = z.object({
  memoryBytes: z.number(),
  memoryLimitBytes: z.number().nullable(),
  cpuPercent: z.number().describe('Of one core: 200 is two cores busy'),
  diskBytes: z.number().nullable(),
});
export type Usage = z.infer<typeof Usage>;

export const SessionStatus = z.enum(['starting', 'running', 'stopping', 'stopped', 'error', 'removing']);

export const Session = z.object({
  id: Id,
  environmentId: Id,
  name: z.string(),
  branch: z.string(),
  status: SessionStatus,
  progress: Progress.nullable(),
  error: Failure.nullable(),
  runtime: z.enum(['docker', 'local']),
  unusedKeys: z
    .array(z.string())
    .describe('Keys of its devcontainer.json that ask for what sessions here do not get, as of its last start'),
  ahead: z.number().int().nullable(),
  behind: z.number().int().nullable(),
  changes: z.number().int().nullable().describe('Files with uncommitted changes, as last seen'),
  usage: Usage.nullable(),
  createdAt: z.iso.datetime(),
  lastActiveAt: z.iso.datetime(),
});
export type Session = z.infer<typeof Session>;

/** What the stream of one session carries: its own record, its drafts, and all that its supervisor tells. */
export const SessionEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session'), session: Session }),
  z.object({ type: z.literal('removed') }),
  z.object({
    type: z.literal('draft'),
    ns: z.string().describe('A namespace whose draft of this session reads otherwise now'),
  }),
  z.object({ type: z.literal('github') }).describe('Pull request, reviews or checks of its branch may have changed'),
  z.object({ type: z.literal('out-of-memory') }).describe('A program was ended, for all wanted more than the limit'),
  z.object({ type: z.literal('start-log'), text: z.string() }).describe('The end of what its start has written so far'),
  ...SupervisorEvent.options,
]);
export type SessionEvent = z.infer<typeof SessionEvent>;

const ById = z.object({ id: Id });

export const sessions = {
  list: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/sessions', tags: ['sessions'] })
    .input(z.object({ environmentId: Id.optional() }))
    .output(z.array(Session)),
  create: base
    .meta({ access: { environment: 'environmentId', role: 'write' }, cost: 'session' })
    .route({ method: 'POST', path: '/sessions', tags: ['sessions'], summary: 'Open a branch' })
    .input(
      z.object({
        environmentId: Id,
        branch: z.string().min(1).max(255),
        base: z.string().min(1).max(255).optional().describe('Make the branch new, from this branch or commit'),
        name: z.string().trim().min(1).max(100).optional(),
      }),
    )
    .output(Session),
  get: base
    .meta({ access: { session: 'id', role: 'read' } })
    .route({ method: 'GET', path: '/sessions/{id}', tags: ['sessions'] })
    .input(ById)
    .output(Session),
  update: base
    .meta({ access: { session: 'id', role: 'write' } })
    .route({ method: 'PATCH', path: '/sessions/{id}', tags: ['sessions'], summary: 'Rename' })
    .input(ById.extend({ name: z.string().trim().min(1).max(100) }))
    .output(Session),
  remove: base
    .meta({ access: { session: 'id', role: 'write' } })
    .route({
      method: 'DELETE',
      path: '/sessions/{id}',
      tags: ['sessions'],
      summary: 'Refused while it holds unsaved work',
    })
    .input(ById.extend({ force: z.boolean().default(false) }))
    .output(z.object({})),
  start: base
    .meta({ access: { session: 'id', role: 'write' }, cost: 'session' })
    .route({
      method: 'POST',
      path: '/sessions/{id}/start',
      tags: ['sessions'],
      summary: 'Start, or retry after an error',
    })
    .input(ById)
    .output(Session),
  stop: base
    .meta({ access: { session: 'id', role: 'write' } })
    .route({ method: 'POST', path: '/sessions/{id}/stop', tags: ['sessions'] })
    .input(ById)
    .output(Session),
  startLog: base
    .meta({ access: { session: 'id', role: 'read' } })
    .route({
      method: 'GET',
      path: '/sessions/{id}/start-log',
      tags: ['sessions'],
      summary: 'The end of what its start, such as the build of its image, has written so far',
    })
    .input(ById)
    .output(z.object({ text: z.string() })),
  events: base
    .meta({ access: { session: 'id', role: 'read' } })
    .route({
      method: 'GET',
      path: '/sessions/{id}/events',
      tags: ['sessions'],
      summary: 'Server-sent events of one session',
    })
    .input(ById)
    .output(eventIterator(SessionEvent)),
};
