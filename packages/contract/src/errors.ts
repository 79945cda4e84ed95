import { z } from 'zod';
import { ThingConflict } from './thing-conflict.ts';

/**
 * Every error a client can meet, by its stable code. The message is the sentence shown when the place that fails has
 * no better one; `data` is what a screen needs to offer the next step. Codes are never renamed: clients match on them.
 */
export const ERRORS = {
  BAD_INPUT: { status: 400, message: 'The request has a field that is missing or not of its form.' },
  UNAUTHENTICATED: { status: 401, message: 'Log in with the address that the server printed when it started.' },
  FORBIDDEN: { status: 403, message: 'You have no access to this.' },
  RATE_LIMITED: {
    status: 429,
    message: 'This was too much at once; wait a little, then try again.',
    data: z.object({ seconds: z.number().int() }),
  },
  PERSON_NOT_FOUND: {
    status: 404,
    message: 'Nobody here has this login. They have to log in once, or be invited, before they can be added.',
  },
  PERSON_IN_USE: {
    status: 409,
    message: 'Environments belong to this person; take them over, or remove them first.',
    data: z.object({ environments: z.number().int() }),
  },
  NOT_FOUND: { status: 404, message: 'There is no such thing here; it may have been removed.' },
  TOO_LARGE: { status: 413, message: 'This is larger than the server takes in one call.' },
  CANCELLED: { status: 409, message: 'Cancelled.' },
  UNAVAILABLE: { status: 503, message: 'The server is busy or starting; try again in a moment.' },
  DISK_FULL: { status: 507, message: 'The disk is full. Free some space, then try again.' },

  GITHUB_NOT_OFFERED: { status: 409, message: 'This server does not log in with GitHub; see docs/operations.md.' },
  GITHUB_NOT_CONNECTED: { status: 409, message: 'Connect your GitHub account first.' },
  GITHUB_TOKEN_REFUSED: {
    status: 409,
    message: 'GitHub no longer accepts your token: it was revoked, or has run out. Connect again.',
  },
  GITHUB_LOGIN_DENIED: { status: 403, message: 'GitHub was not allowed to tell this server who you are.' },
  GITHUB_LOGIN_EXPIRED: { status: 410, message: 'This login took too long; begin again.' },
  GITHUB_NOT_ON_LIST: {
    status: 403,
    message: 'Your GitHub account is not among those that may use this server. Ask who looks after it.',
  },
  GITHUB_REFUSED: { status: 409, message: 'GitHub refused this.' },
  GITHUB_UNREACHABLE: { status: 502, message: 'GitHub does not answer; try again in a moment.' },

  URL_INVALID: { status: 400, message: 'This is not the address of a git repository.' },
  HOST_NOT_ALLOWED: {
    status: 403,
    message: 'This server may not reach that host.',
    data: z.object({ host: z.string() }),
  },
  HOST_UNREACHABLE: { status: 502, message: 'The git host does not answer.', data: z.object({ host: z.string() }) },
  REPOSITORY_NOT_FOUND: {
    status: 404,
    message: 'The git host has no such repository, or it is private and needs a token.',
    data: z.object({ host: z.string() }),
  },
  REPOSITORY_EMPTY: { status: 409, message: 'The repository has no commit yet; push a first one, then fetch.' },
  BRANCH_NOT_FOUND: { status: 404, message: 'There is no such branch.', data: z.object({ branch: z.string() }) },
  BRANCH_EXISTS: { status: 409, message: 'A branch of this name exists.', data: z.object({ branch: z.string() }) },
  BRANCH_INVALID: { status: 400, message: 'This is not a valid branch name.', data: z.object({ branch: z.string() }) },
  BRANCH_IN_USE: {
    status: 409,
    message: 'Another session has this branch open.',
    data: z.object({ branch: z.string(), sessionId: z.string().nullable(), sessionName: z.string().nullable() }),
  },
  ENVIRONMENT_NOT_READY: { status: 409, message: 'The environment is not ready yet.' },
  ENVIRONMENT_IN_USE: {
    status: 409,
    message: 'The environment still has sessions; remove them first.',
    data: z.object({ sessions: z.number().int() }),
  },
  ENVIRONMENT_NOT_OFFERED: { status: 409, message: 'This environment is not offered to you, or no longer.' },
  NAMESPACE_TAKEN: { status: 409, message: 'This namespace is bound already.', data: z.object({ ns: z.string() }) },
  NAMESPACE_NOT_BOUND: { status: 404, message: 'No repository is bound to this namespace.' },
  THING_CONFLICT: {
    status: 409,
    message: 'Somebody changed the same in git meanwhile. Your version is kept; choose what is to stay.',
    data: z.object({ conflict: ThingConflict }),
  },
  THING_NOT_EDITABLE: { status: 409, message: 'This Thing can’t be edited here.' },
  SESSION_NOT_RUNNING: { status: 409, message: 'The session is not running; start it first.' },
  WORK_WOULD_BE_LOST: {
    status: 409,
    message: 'The session holds work that exists nowhere else.',
    data: z.object({
      uncommitted: z.number().int(),
      unpushed: z.number().int(),
      stashes: z.number().int(),
    }),
  },
  SANDBOX_FAILED: {
    status: 500,
    message: 'The sandbox did not start.',
    data: z.object({ output: z.string() }),
  },
  IMAGE_BUILD_FAILED: {
    status: 500,
    message: 'The image of this branch could not be built.',
    data: z.object({ output: z.string() }),
  },
  DISK_RESERVE_REACHED: {
    status: 507,
    message: 'This session was stopped because it was filling the disk of the server. Its files are all there.',
  },
  SANDBOX_UNREACHABLE: { status: 503, message: 'The sandbox does not answer; restart the session.' },
  SETUP_FAILED: {
    status: 500,
    message: 'The setup script failed.',
    data: z.object({ exitCode: z.number().int().nullable(), output: z.string() }),
  },

  PATH_OUTSIDE: { status: 403, message: 'This path leads out of the worktree.', data: z.object({ path: z.string() }) },
  FILE_NOT_FOUND: { status: 404, message: 'There is no such file.', data: z.object({ path: z.string() }) },
  FILE_EXISTS: { status: 409, message: 'A file of this name exists.', data: z.object({ path: z.string() }) },
  FILE_NAME_INVALID: {
    status: 400,
    message: 'This is not a possible file name.',
    data: z.object({ path: z.string() }),
  },
  FILE_CHANGED: {
    status: 409,
    message: 'The file has changed on disk since you opened it.',
    data: z.object({ path: z.string(), version: z.string().nullable() }),
  },
  FILE_TOO_LARGE: {
    status: 413,
    message: 'The file is too large to open in the editor.',
    data: z.object({ path: z.string(), size: z.number(), limit: z.number() }),
  },
  FILE_NOT_TEXT: { status: 415, message: 'The file is not UTF-8 text.', data: z.object({ path: z.string() }) },
  SEARCH_PATTERN_INVALID: {
    status: 400,
    message: 'This is not a valid search pattern.',
    data: z.object({ output: z.string() }),
  },
  DEV_COMMAND_UNKNOWN: {
    status: 409,
    message: 'Nothing says how to start the dev server. Set its command in the environment’s settings.',
  },
  PREVIEWS_OFF: {
    status: 409,
    message: 'This server has no address for previews. Its administrator sets CRAFTASTIC_PREVIEW_DOMAIN.',
  },
  TERMINAL_LIMIT: { status: 409, message: 'This session has as many terminals as it can hold; close one first.' },

  GIT_NOTHING_TO_COMMIT: { status: 409, message: 'There is nothing to commit; stage a change first.' },
  GIT_IDENTITY_MISSING: { status: 409, message: 'Git wants to know who you are: set your name and e-mail.' },
  GIT_MESSAGE_EMPTY: { status: 400, message: 'Write a commit message first.' },
  GIT_PUSH_REJECTED: {
    status: 409,
    message: 'The remote has commits that you do not have. Pull first, then push again.',
    data: z.object({ output: z.string() }),
  },
  GIT_PUSH_REFUSED: {
    status: 403,
    message: 'The remote refused the push.',
    data: z.object({ output: z.string() }),
  },
  PROTECTED_BRANCH: {
    status: 403,
    message: 'The branch is protected; push to another one.',
    data: z.object({ branch: z.string() }),
  },
  GIT_NO_UPSTREAM: { status: 409, message: 'This branch has no branch on the remote to pull from; push it first.' },
  GIT_DIVERGED: { status: 409, message: 'Both sides have new commits. Choose to merge or to rebase.' },
  GIT_CONFLICTS: {
    status: 409,
    message: 'Some files have conflicts. Resolve them, then commit.',
    data: z.object({ paths: z.array(z.string()) }),
  },
  GIT_WOULD_OVERWRITE: {
    status: 409,
    message: 'Your changes to these files would be overwritten. Commit or stash them first.',
    data: z.object({ paths: z.array(z.string()) }),
  },
  GIT_HOOK_FAILED: {
    status: 409,
    message: 'A hook of the repository stopped this.',
    data: z.object({ hook: z.string(), output: z.string() }),
  },
  GIT_AUTHENTICATION_FAILED: {
    status: 403,
    message: 'The git host wants a token. Add one, then try again.',
    data: z.object({ host: z.string() }),
  },
  GIT_DETACHED: { status: 409, message: 'HEAD is on no branch. Create or switch to a branch first.' },
  GIT_INDEX_LOCKED: { status: 409, message: 'Another git command is running in this session; try again when it ends.' },
  GIT_OPERATION_IN_PROGRESS: {
    status: 409,
    message: 'A merge or rebase is under way. Finish or abort it first.',
    data: z.object({ operation: z.string() }),
  },
  GIT_DIFF_CHANGED: { status: 409, message: 'The file changed since this diff was shown; look at it again.' },
  GIT_FAILED: { status: 500, message: 'Git failed.', data: z.object({ output: z.string() }) },
} as const;

export type ErrorCode = keyof typeof ERRORS;
