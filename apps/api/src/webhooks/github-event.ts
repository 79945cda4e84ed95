import { z } from 'zod';

/** What a webhook of GitHub is taken for. `branch` is null where it is about a tag. */
export type GithubEvent =
  | { kind: 'ping' }
  | { kind: 'moved'; branch: string | null }
  | { kind: 'told' }
  | { kind: 'other' };

const Ref = z.string().min(1).max(4096);
const Push = z.object({ ref: Ref });
const CreateOrDelete = z.object({ ref: Ref, ref_type: z.enum(['branch', 'tag']) });
const BRANCH = 'refs/heads/';
const OF_PULL_REQUESTS = new Set(['check_run', 'check_suite', 'pull_request', 'pull_request_review', 'status']);

/**
 * Read a webhook by the name in its `X-GitHub-Event`. It says that something moved, and where; which commits and files it
 * lists is never looked at, since a fetch tells that better. Throws a ZodError for a payload that is not of its event.
 */
export function githubEventOf(name: string, payload: unknown): GithubEvent {
  if (name === 'ping') return { kind: 'ping' };
  if (name === 'push') {
    const { ref } = Push.parse(payload);
    return { kind: 'moved', branch: ref.startsWith(BRANCH) ? ref.slice(BRANCH.length) : null };
  }
  if (name === 'create' || name === 'delete') {
    const { ref, ref_type: type } = CreateOrDelete.parse(payload);
    return { kind: 'moved', branch: type === 'branch' ? ref : null };
  }
  // Who asks GitHub then gets what they may see; what the payload says of it is not looked at.
  return { kind: OF_PULL_REQUESTS.has(name) ? 'told' : 'other' };
}
