import { z } from 'zod';
import { LoginName, User } from './auth.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';

/** Somebody who may log in here, as who looks after the server sees them. */
export const Account = User.extend({
  github: z.boolean().describe('Logs in with GitHub'),
  environments: z.number().int().describe('That belong to them'),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().nullable().describe('Of a browser that is still logged in'),
});
export type Account = z.infer<typeof Account>;

/** A link that logs in once. It is shown once. */
const Invitation = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

const tags = ['people'];
const ById = z.object({ id: Id });

export const people = {
  list: base.meta({ access: 'server-admin' }).route({ method: 'GET', path: '/people', tags }).output(z.array(Account)),
  invite: base
    .meta({ access: 'server-admin' })
    .route({
      method: 'POST',
      path: '/people',
      tags,
      summary: 'Let somebody in who has no GitHub account, or has lost their login: a link to give to them',
    })
    .input(z.object({ login: LoginName }))
    .output(Invitation),
  update: base
    .meta({ access: 'server-admin' })
    .route({ method: 'PATCH', path: '/people/{id}', tags })
    .input(ById.extend({ admin: z.boolean() }))
    .output(Account),
  remove: base
    .meta({ access: 'server-admin' })
    .route({
      method: 'DELETE',
      path: '/people/{id}',
      tags,
      summary: 'End their logins and tokens at once; refused while environments belong to them that are not taken over',
    })
    .input(ById.extend({ takeOver: z.boolean().optional().describe('Their environments become those of who asks') }))
    .output(z.object({})),
};
