import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';

/** What a token is for; to write is to read too. `git:*` is the git server of hosted repositories. */
export const Scope = z.enum(['api:read', 'api:write', 'git:read', 'git:write']);
export type Scope = z.infer<typeof Scope>;

/** Every token begins so, and secret scanners know it by that. */
export const ACCESS_TOKEN_PREFIX = 'cft_';

/** A token of ours for programs: `Authorization: Bearer` for the API, the password for git. */
export const AccessToken = z.object({
  id: Id,
  name: z.string(),
  hint: z.string().describe('Its last four characters'),
  scopes: z.array(Scope),
  environmentId: Id.nullable().describe('The only environment that it reaches; null for all of yours'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type AccessToken = z.infer<typeof AccessToken>;

const tags = ['access tokens'];

export const accessTokens = {
  list: base
    .meta({ access: 'login' })
    .route({ method: 'GET', path: '/access-tokens', tags })
    .output(z.array(AccessToken)),
  create: base
    .meta({ access: 'login' })
    .route({ method: 'POST', path: '/access-tokens', tags, summary: 'Make one; the answer alone has the token itself' })
    .input(
      z.object({
        name: z.string().trim().min(1).max(100),
        scopes: z.array(Scope).min(1).max(4),
        environmentId: Id.nullable().default(null),
        expiresInDays: z.number().int().min(1).max(3650).nullable().default(90).describe('null for never'),
      }),
    )
    .output(AccessToken.extend({ token: z.string() })),
  remove: base
    .meta({ access: 'login' })
    .route({ method: 'DELETE', path: '/access-tokens/{id}', tags, summary: 'It ends at once, with what is open on it' })
    .input(z.object({ id: Id }))
    .output(z.object({})),
};
