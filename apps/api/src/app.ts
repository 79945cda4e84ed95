import type { Database } from '@craftastic/db/database';
import type { NetworkGuard } from '@craftastic/runtime/runtime';
import type { Logger } from 'pino';
import type { Access } from './access/access.ts';
import type { Audit } from './audit/audit.ts';
import type { Login } from './auth/login.ts';
import type { Bindings } from './bindings/bindings.ts';
import type { ContentPlaces } from './content/content-places.ts';
import type { Renderer } from './content/renderer.ts';
import type { Environments } from './environments/environments.ts';
import type { EventLog } from './events/event-log.ts';
import type { Github } from './github/github.ts';
import type { GithubSignIn } from './github/sign-in.ts';
import type { Bus } from './live/bus.ts';
import type { Members } from './members/members.ts';
import type { DataPaths } from './paths.ts';
import type { People } from './people/people.ts';
import type { PreviewActivity } from './previews/activity.ts';
import type { Grants } from './previews/grants.ts';
import type { Previews } from './previews/previews.ts';
import type { Shares } from './previews/shares.ts';
import type { Tunnels } from './previews/tunnels.ts';
import type { Visits } from './previews/visits.ts';
import type { Sandboxes } from './sandboxes/sandboxes.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { Settings } from './settings.ts';
import type { Things } from './things/things.ts';
import type { Tokens } from './tokens/tokens.ts';
import type { Upstream } from './upstream/upstream.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { WriteBack } from './write-back/write-back.ts';

/** What the routes are made of; put together once, in start.ts. */
export interface App {
  settings: Settings;
  paths: DataPaths;
  database: Database;
  log: Logger;
  bus: Bus;
  tokens: Tokens;
  /** Which runtime was chosen, and why; `network` is null until it is known. */
  runtime: { name: 'docker' | 'local'; reason: string; network: NetworkGuard | null };
  login: Login;
  audit: Audit;
  access: Access;
  people: People;
  github: Github;
  /** Null where no OAuth app is set. */
  githubSignIn: GithubSignIn | null;
  members: Members;
  sandboxes: Sandboxes;
  environments: Environments;
  sessions: Sessions;
  events: EventLog;
  upstream: Upstream;
  webhooks: Webhooks;
  bindings: Bindings;
  things: Things;
  contentPlaces: ContentPlaces;
  renderer: Renderer;
  previews: Previews;
  shares: Shares;
  grants: Grants;
  writeBack: WriteBack;
  visits: Visits;
  tunnels: Tunnels;
  previewActivity: PreviewActivity;
}
