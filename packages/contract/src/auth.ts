import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';

/** A name that people call each other by, as GitHub's logins are. */
export const LoginName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$/, 'has letters, digits and dashes, 39 at the most');

/** Somebody, as others see them. */
export const Person = z.object({
  id: Id,
  login: z.string(),
  name: z.string().nullable(),
  avatarUrl: z.string().nullable(),
});
export type Person = z.infer<typeof Person>;

export const User = Person.extend({
  name: z.string().nullable().describe('Author name of commits; null until set'),
  email: z.string().nullable().describe('Author e-mail of commits; null until set'),
  admin: z.boolean().describe('Looks after the server: its people, and every environment'),
});
export type User = z.infer<typeof User>;

const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  runtime: z.enum(['docker', 'local']),
  runtimeReason: z.string().describe('Why this runtime was chosen, as a sentence'),
  network: z
    .object({ guarded: z.boolean(), reason: z.string() })
    .describe('Whether sessions are kept from the network of this machine'),
  database: z.enum(['embedded', 'external']),
});
export type Health = z.infer<typeof Health>;

/** A browser that is logged in. */
export const BrowserLogin = z.object({
  id: Id,
  current: z.boolean().describe('The one that asks'),
  userAgent: z.string().describe('As the browser says it; hostile text'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type BrowserLogin = z.infer<typeof BrowserLogin>;

// Git refuses these in an identity, and a newline would forge a header of the commit.
const identityText = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^<>\p{Cc}]*$/u, 'may not have < > or control characters');

const tags = ['auth'];

export const auth = {
  health: base
    .meta({ access: 'open' })
    .route({ method: 'GET', path: '/health', tags: ['system'] })
    .output(Health),
  login: base
    .meta({ access: 'open' })
    .route({
      method: 'POST',
      path: '/login',
      tags,
      summary: 'Exchange the server’s token, or an invitation, for a cookie',
    })
    .input(z.object({ token: z.string().min(1).max(500) }))
    .output(User),
  logout: base.meta({ access: 'open' }).route({ method: 'POST', path: '/logout', tags }).output(z.object({})),
  me: base.meta({ access: 'person' }).route({ method: 'GET', path: '/me', tags }).output(User),
  updateMe: base
    .meta({ access: 'login' })
    .route({ method: 'PATCH', path: '/me', tags, summary: 'Set the name and e-mail of your commits' })
    .input(z.object({ name: identityText, email: identityText }))
    .output(User),
  logins: base
    .meta({ access: 'login' })
    .route({ method: 'GET', path: '/logins', tags, summary: 'The browsers that are logged in as you' })
    .output(z.array(BrowserLogin)),
  endLogin: base
    .meta({ access: 'login' })
    .route({ method: 'DELETE', path: '/logins/{id}', tags, summary: 'Log one of them out' })
    .input(z.object({ id: Id }))
    .output(z.object({})),
  logoutEverywhere: base
    .meta({ access: 'login' })
    .route({ method: 'POST', path: '/logout-everywhere', tags, summary: 'Log all of them out, this one included' })
    .output(z.object({ ended: z.number().int() })),
};
