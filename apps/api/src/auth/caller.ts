import type { User } from '@craftastic/db/generated/client';

/** Who calls, and by what they are known. */
export interface Caller {
  user: User;
  by: ByLogin | ByToken | ByServer;
}

/** A browser's cookie. */
interface ByLogin {
  kind: 'login';
  id: string;
}

/** An access token that a person has made for a program. */
export interface ByToken {
  kind: 'token';
  id: string;
  scopes: readonly string[];
  /** The only environment that it reaches; null for all that its person does. */
  environmentId: string | null;
}

/** The token that the server prints. */
interface ByServer {
  kind: 'server';
}
