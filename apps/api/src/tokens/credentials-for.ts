import type { Database } from '@craftastic/db/database';
import type { Caller } from '../git-proxy/git-proxy.ts';
import type { Credentials, Tokens } from './tokens.ts';

interface Parts {
  database: Database;
  tokens: Tokens;
}

/**
 * Whose token a sandbox's git goes with. A session's is that of the person who opened it: what they push is pushed in their
 * name, and a member never pushes in the owner's. To read, the owner's will do too, for with it the environment was cloned,
 * and whoever may open a session in it may read all of that. A repository sandbox pushes for whoever edits a Thing, and for
 * nobody else.
 */
export async function credentialsFor(
  parts: Parts,
  caller: Caller,
  origin: string,
  pushes: boolean,
): Promise<Credentials | null> {
  for (const userId of await candidates(parts, caller, pushes)) {
    const credentials = await parts.tokens.credentials(userId, origin);
    if (credentials) return credentials;
  }
  return null;
}

/** The host has turned down what a request went with; whose it was is found by the token itself. */
export async function refusedFor(parts: Parts, caller: Caller, origin: string, { token }: Credentials): Promise<void> {
  for (const userId of await candidates(parts, caller, false)) await parts.tokens.refused(userId, origin, token);
}

async function candidates({ database }: Parts, caller: Caller, pushes: boolean): Promise<string[]> {
  const { client } = database;
  const environment = await client.environment.findUnique({ where: { id: caller.environmentId } });
  if (!environment) return [];
  const session =
    caller.kind === 'session' ? await client.session.findUnique({ where: { id: caller.sandboxId } }) : null;
  const person = session?.userId ?? caller.userId;
  if (person === undefined) return pushes ? [] : [environment.ownerId];
  return pushes ? [person] : [person, environment.ownerId];
}
