import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';

/** Who did what, when, with what result. */
export const AuditEntry = z.object({
  id: z.int().describe('Counts up with time'),
  at: z.iso.datetime(),
  login: z.string().nullable().describe('Null for nobody: a login that failed'),
  via: z
    .enum(['login', 'token', 'server'])
    .nullable()
    .describe('By a browser, an access token, or the server’s own token'),
  address: z.string().nullable(),
  environment: z.object({ id: Id, name: z.string().nullable().describe('Null where it is gone') }).nullable(),
  sessionId: Id.nullable(),
  action: z.string().describe('git.push, members.set, auth.login: the procedure’s name in this API'),
  subject: z.string().nullable().describe('The branch, person, name or address that it was about'),
  result: z.string().describe('ok, or the code of the error'),
  durationMs: z.int(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const audit = {
  list: base
    .meta({ access: 'readable' })
    .route({
      method: 'GET',
      path: '/audit',
      tags: ['system'],
      summary:
        'What was done, newest first: one’s own, all of environments that one administers, all of the server for its admins',
    })
    .input(
      z.object({
        environmentId: Id.optional(),
        login: z.string().max(100).optional(),
        action: z.string().max(100).optional().describe('A procedure, or the group it is in: git.push, git'),
        failed: z.stringbool().or(z.boolean()).optional().describe('Only what did not end with ok'),
        before: z.coerce.number().int().positive().optional().describe('Entries older than this id'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ entries: z.array(AuditEntry), more: z.boolean() })),
};
