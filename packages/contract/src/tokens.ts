import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';

/** A stored credential of a git host, without its secret: that is write-only. */
export const Token = z.object({
  id: Id,
  origin: z.string().describe('Scheme, host and port it is sent to: https://github.com'),
  username: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type Token = z.infer<typeof Token>;

export const tokens = {
  list: base
    .meta({ access: 'person' })
    .route({ method: 'GET', path: '/tokens', tags: ['tokens'] })
    .output(z.array(Token)),
  create: base
    .meta({ access: 'login' })
    .route({ method: 'POST', path: '/tokens', tags: ['tokens'], summary: 'Store the token of a git host, encrypted' })
    .input(
      z.object({
        origin: z.string().min(1).max(300).describe('https://github.com, or just github.com'),
        username: z.string().max(200).default('x-access-token'),
        token: z.string().min(1).max(4096),
      }),
    )
    .output(Token),
  remove: base
    .meta({ access: 'login' })
    .route({ method: 'DELETE', path: '/tokens/{id}', tags: ['tokens'] })
    .input(z.object({ id: Id }))
    .output(z.object({})),
};
