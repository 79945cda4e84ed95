import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { PortNumber } from './ports.ts';
import { repository } from './repository.ts';
import { SupervisorEvent } from './session-events.ts';
import { sessionScope } from './session-scope.ts';

/** Counts up when a supervisor and an API of different versions can't talk: the API then restarts the sandbox. */
export const SUPERVISOR_PROTOCOL = 5;

/** `Upgrade: git` on `/wire/{service}` of a repository sandbox: the connection becomes that of git's own program. */
export const GIT_UPGRADE = 'git';

const Hello = z.object({ protocol: z.number().int(), kind: z.enum(['repository', 'session']), id: Id });

const Author = z.object({ name: z.string(), email: z.string() });

/** What may change while a sandbox runs: who commits in its terminals, where `origin` is, what the dev server is. */
const configure = base
  .input(
    z.object({
      author: Author.nullable(),
      origin: z.string().nullable(),
      devServer: z.object({ command: z.string(), port: PortNumber.nullable() }).optional(),
    }),
  )
  .output(z.object({}));

/** RPC over `supervisor.sock`, to a session's sandbox. */
export const sessionSupervisor = {
  hello: base.output(Hello),
  configure,
  events: base.output(eventIterator(SupervisorEvent)),
  ...sessionScope,
};

/** RPC over `supervisor.sock`, to the repository sandbox. */
export const repositorySupervisor = { hello: base.output(Hello), configure, repository };

/**
 * What a supervisor is started with, as JSON in `CRAFTASTIC_SUPERVISOR`. Nothing in it is secret: whatever runs in the
 * sandbox can read it.
 */
export const SupervisorConfig = z.object({
  kind: z.enum(['repository', 'session']),
  id: Id.describe('The sandbox: the session, or the environment for a repository sandbox'),
  runDirectory: z.string().describe('Holds supervisor.sock and api.sock'),
  repositoryDirectory: z.string().describe('repos/{environmentId}, at the same path as outside'),
  workspace: z.string().nullable().describe('The worktree of a session: /workspace, or its own path'),
  origin: z.string().nullable().describe('URL of `origin`: git’s traffic to its host goes through the API'),
  author: Author.nullable().describe('Identity of commits in the terminal'),
  isolated: z.boolean().describe('False in the local runtime'),
});
export type SupervisorConfig = z.infer<typeof SupervisorConfig>;

/** Header in which the API says who a call is for, as URI-encoded JSON (a header has no Unicode): the author of a panel's commit. */
export const AUTHOR_HEADER = 'x-craftastic-author';

/**
 * Header in which a push from a repository sandbox says whom it is for, to the API alone: a word that the API has given out
 * for one push, and that names a person to nobody else.
 */
export const PUSH_TICKET_HEADER = 'x-craftastic-push';
