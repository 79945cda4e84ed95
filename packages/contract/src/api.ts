import { auth } from './auth.ts';
import { environments } from './environments.ts';
import { live } from './live.ts';
import { sessionScope } from './session-scope.ts';
import { sessions } from './sessions.ts';
import { tokens } from './tokens.ts';

/** The public API, below `/api`. */
export const api = { auth, tokens, environments, sessions, live, ...sessionScope };
