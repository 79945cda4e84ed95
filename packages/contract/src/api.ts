import { accessTokens } from './access-tokens.ts';
import { audit } from './audit.ts';
import { auth } from './auth.ts';
import { bindings } from './bindings.ts';
import { environments } from './environments.ts';
import { events } from './events.ts';
import { github } from './github.ts';
import { live } from './live.ts';
import { markdown } from './markdown.ts';
import { members } from './members.ts';
import { people } from './people.ts';
import { previews } from './previews.ts';
import { sessionScope } from './session-scope.ts';
import { sessions } from './sessions.ts';
import { ns, things } from './things.ts';
import { tokens } from './tokens.ts';

/** The public API, below `/api`. */
export const api = {
  audit,
  auth,
  people,
  accessTokens,
  tokens,
  github,
  environments,
  members,
  sessions,
  markdown,
  live,
  bindings,
  things,
  ns,
  events,
  previews,
  ...sessionScope,
};
