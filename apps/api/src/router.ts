import { auditRoutes } from './audit/routes.ts';
import { accessTokenRoutes, authRoutes } from './auth/routes.ts';
import { bindingRoutes } from './bindings/routes.ts';
import { renderFile } from './content/render-file.ts';
import { environmentRoutes } from './environments/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { githubRoutes } from './github/routes.ts';
import { liveRoute } from './live/routes.ts';
import { memberRoutes } from './members/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { previewRoutes } from './previews/routes.ts';
import { procedures, root } from './rpc.ts';
import { forwardSessionScope } from './session-scope/forward.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { nsRoutes, thingRoutes } from './things/routes.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { writeBackRoutes } from './write-back/routes.ts';

/** Every procedure of the public API; the compiler holds it against the contract. */
export const router = root.router({
  audit: auditRoutes,
  auth: authRoutes,
  people: peopleRoutes,
  accessTokens: accessTokenRoutes,
  tokens: tokenRoutes,
  github: githubRoutes,
  environments: environmentRoutes,
  members: memberRoutes,
  sessions: sessionRoutes,
  markdown: {
    render: procedures.markdown.render.handler(({ context: { app }, input }) => renderFile(app, input)),
  },
  live: liveRoute,
  bindings: bindingRoutes,
  things: { ...thingRoutes, ...writeBackRoutes },
  ns: nsRoutes,
  events: eventRoutes,
  previews: previewRoutes,
  ...forwardSessionScope(),
});
