import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';

export const User = z.object({
  id: Id,
  login: z.string(),
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
  database: z.enum(['embedded', 'external']),
});
export type Health = z.infer<typeof Health>;

// Git refuses these in an identity, and a newline would forge a header of the commit.
const identityText = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^<>\p{Cc}]*$/u, 'may not have < > or control characters');

export const auth = {
  health: base
    .meta({ access: 'open' })
    .route({ method: 'GET', path: '/health', tags: ['system'] })
    .output(Health),
  login: base
    .meta({ access: 'open' })
    .route({ method: 'POST', path: '/login', tags: ['auth'], summary: 'Exchange the access token for a cookie' })
    .input(z.object({ token: z.string().min(1) }))
    .output(User),
  logout: base
    .meta({ access: 'open' })
    .route({ method: 'POST', path: '/logout', tags: ['auth'] })
    .output(z.object({})),
  me: base
    .meta({ access: 'person' })
    .route({ method: 'GET', path: '/me', tags: ['auth'] })
    .output(User),
  updateMe: base
    .meta({ access: 'login' })
    .route({ method: 'PATCH', path: '/me', tags: ['auth'], summary: 'Set the name and e-mail of your commits' })
    .input(z.object({ name: identityText, email: identityText }))
    .output(User),
};
