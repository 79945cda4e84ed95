import type { Database } from '@craftastic/db/database';
import type { Caller } from '../git-proxy/git-proxy.ts';
import type { Credentials, Tokens } from './tokens.ts';

/**
 * Whose token a sandbox's git goes with. A session's is that of the person who opened it: what they push is pushed in their
 * name, and a member never pushes in the owner's. To read, the owner's will do too, for with it the environment was cloned,
 * and whoever may open a session in it may read all of that.
 */
export async function credentialsFor(
  { database, tokens }: { database: Database; tokens: Tokens },
  caller: Caller,
  origin: string,
  pushes: boolean,
): Promise<Credentials | null> {
  const environment = await database.client.environment.findUnique({ where: { id: caller.environmentId } });
  if (!environment) return null;
  const session =
    caller.kind === 'session' ? await database.client.session.findUnique({ where: { id: caller.sandboxId } }) : null;
  const own = session && (await tokens.credentials(session.userId, origin));
  if (own) return own;
  if (pushes && session && session.userId !== environment.ownerId) return null;
  return tokens.credentials(environment.ownerId, origin);
}
