import type { LocalBranch } from '@craftastic/contract/git';
import { branchRefs, currentBranch } from './refs.ts';
import type { Git } from './runner.ts';

/** Branches to switch to: the local ones, and those that are on the remote only. */
export async function branches(git: Git): Promise<LocalBranch[]> {
  const [refs, current] = await Promise.all([branchRefs(git), currentBranch(git)]);
  const local = new Set(refs.filter((ref) => !ref.remote).map((ref) => ref.name));
  return refs
    .filter((ref) => !ref.remote || !local.has(ref.name))
    .map((ref) => {
      const isCurrent = !ref.remote && ref.name === current;
      return {
        name: ref.name,
        remote: ref.remote,
        current: isCurrent,
        upstream: ref.upstream,
        head: ref.head,
        subject: ref.subject,
        committedAt: ref.committedAt,
        checkedOutElsewhere: ref.worktree !== null && !isCurrent,
      };
    });
}
