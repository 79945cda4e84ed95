import { z } from 'zod';

/** What a member may do in an environment; each may do what those before it may. */
export const Role = z.enum(['read', 'write', 'admin']);
export type Role = z.infer<typeof Role>;

/** As {@link Role}, of whom the environment belongs to as well: they may do all, and can't be removed from it. */
export const EffectiveRole = z.enum([...Role.options, 'owner']);
export type EffectiveRole = z.infer<typeof EffectiveRole>;

/**
 * What a procedure asks of its caller. Each declares it (`base.meta({ access: … })`), one middleware of the API enforces it,
 * and one that declares nothing answers nobody.
 *
 * - `open`: nobody has to be logged in.
 * - `person`: whoever is known; the answer is about the caller alone.
 * - `login`: the same, in a browser: what no access token may do, like making another one.
 * - `readable`: whoever is known; the answer has only what is of environments that the caller may read.
 * - `server-admin`: who looks after the server.
 * - else a role in the environment that a field of the input names: by itself, by one of its sessions, or by a namespace that
 *   is bound to it. Without the role `read` it does not exist (NOT_FOUND), without a further one the answer is FORBIDDEN.
 */
export type Access =
  | 'open'
  | 'person'
  | 'login'
  | 'readable'
  | 'server-admin'
  | { environment: string; role: EffectiveRole }
  | { session: string; role: Role }
  | { binding: string; role: Role };

/** For what is in the session that `sessionId` names. */
export const READ_SESSION = { session: 'sessionId', role: 'read' } as const satisfies Access;
export const WRITE_SESSION = { session: 'sessionId', role: 'write' } as const satisfies Access;
