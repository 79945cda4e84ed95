import { z } from 'zod';
import { READ_SESSION, WRITE_SESSION } from './access.ts';
import { User } from './auth.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';

/** What a login page has to know. */
export const GithubSignIn = z.object({
  offered: z.boolean(),
  host: z.string().describe('github.com, or the company’s own'),
});

/** A login by a code that is typed in at GitHub, for a browser that GitHub can't lead back here. */
export const DeviceLogin = z.object({
  userCode: z.string(),
  verificationUrl: z.string(),
  handle: z.string().describe('To ask with; says nothing to anybody but this server'),
  intervalSeconds: z.number().int().describe('Ask no sooner than that'),
  expiresAt: z.iso.datetime(),
});
export type DeviceLogin = z.infer<typeof DeviceLogin>;

export const GithubConnection = z.object({
  host: z.string(),
  /** `refused`: GitHub has taken the token back, or it has run out. */
  state: z.enum(['none', 'connected', 'refused']),
  source: z.enum(['login', 'pasted']).nullable().describe('How its token came here'),
  offered: z.boolean().describe('This server can ask GitHub for a token'),
});
export type GithubConnection = z.infer<typeof GithubConnection>;

export const GithubRepository = z.object({
  fullName: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  private: z.boolean(),
  pushedAt: z.iso.datetime({ offset: true }).nullable(),
});
export type GithubRepository = z.infer<typeof GithubRepository>;

export const Check = z.object({
  name: z.string(),
  state: z.enum(['pending', 'success', 'failure', 'neutral']),
  url: z.string().nullable(),
});
export type Check = z.infer<typeof Check>;

export const Review = z.object({
  login: z.string(),
  state: z.enum(['approved', 'changes-requested', 'commented', 'pending']),
});
export type Review = z.infer<typeof Review>;

export const PullRequest = z.object({
  number: z.number().int(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['open', 'draft', 'merged', 'closed']),
  base: z.string(),
  author: z.string(),
  reviews: z.array(Review).describe('The last word of each reviewer'),
});
export type PullRequest = z.infer<typeof PullRequest>;

/** How a session's branch stands at GitHub. */
export const BranchAtGithub = z.object({
  repository: z.string().nullable().describe('owner/name; null where the repository is not at that GitHub'),
  connection: GithubConnection.shape.state,
  branch: z.string(),
  pushed: z.boolean().describe('The branch is there'),
  head: z.string().nullable().describe('Its commit there, of which the checks are'),
  defaultBranch: z.string().nullable(),
  pullRequest: PullRequest.nullable().describe('The open one, else the last'),
  checks: z.array(Check),
});
export type BranchAtGithub = z.infer<typeof BranchAtGithub>;

const tags = ['github'];
const SessionId = z.object({ sessionId: Id });

export const github = {
  signIn: base
    .meta({ access: 'open' })
    .route({
      method: 'GET',
      path: '/auth/github/offer',
      tags,
      summary: 'Whether one can log in with GitHub; GET /api/auth/github begins it',
    })
    .output(GithubSignIn),
  startDevice: base
    .meta({ access: 'open' })
    .route({
      method: 'POST',
      path: '/auth/github/device',
      tags,
      summary: 'Log in by a code; whoever is logged in connects instead',
    })
    .output(DeviceLogin),
  askDevice: base
    .meta({ access: 'open' })
    .route({ method: 'POST', path: '/auth/github/device/ask', tags, summary: 'Whether the code has been typed in' })
    .input(z.object({ handle: z.string().min(1).max(4000) }))
    .output(
      z.discriminatedUnion('status', [
        z.object({ status: z.literal('waiting'), slower: z.boolean().describe('Add five seconds to the interval') }),
        z.object({ status: z.literal('done'), user: User }),
      ]),
    ),
  connection: base.meta({ access: 'person' }).route({ method: 'GET', path: '/github', tags }).output(GithubConnection),
  disconnect: base
    .meta({ access: 'login' })
    .route({ method: 'DELETE', path: '/github', tags, summary: 'Forget the token' })
    .output(z.object({})),
  repositories: base
    .meta({ access: 'person' })
    .route({ method: 'GET', path: '/github/repositories', tags, summary: 'Your repositories, the last pushed first' })
    .input(z.object({ query: z.string().trim().max(200).default('') }))
    .output(
      z.object({
        repositories: z.array(GithubRepository),
        more: z.boolean().describe('There are others; search narrows'),
      }),
    ),
  branch: base
    .meta({ access: READ_SESSION })
    .route({
      method: 'GET',
      path: '/github/branch',
      tags,
      summary: 'Pull request, reviews and checks of a session’s branch',
    })
    .input(SessionId)
    .output(BranchAtGithub),
  openPullRequest: base
    .meta({ access: WRITE_SESSION })
    .route({
      method: 'POST',
      path: '/github/pull-requests',
      tags,
      summary: 'Of the session’s branch, once it is pushed',
    })
    .input(
      SessionId.extend({
        title: z.string().trim().min(1).max(256),
        body: z.string().max(65_536).default(''),
        base: z.string().min(1).max(255),
        draft: z.boolean().default(false),
      }),
    )
    .output(PullRequest),
};
