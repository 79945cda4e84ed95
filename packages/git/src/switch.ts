import { basename } from 'node:path';
import { refuseOperation } from './conflicts.ts';
import { GitError } from './git-error.ts';
import { branchRefs, checkBranchName, commitOf, REMOTE, resolveBase } from './refs.ts';
import type { Git } from './runner.ts';

/**
 * Switch to a branch. One that is on the remote only becomes a local one that tracks it. `create` makes a new one from
 * `base`, or from HEAD, without an upstream: it gets its own with its first push.
 */
export async function switchTo(
  git: Git,
  options: { branch: string; create: boolean; base?: string | undefined },
): Promise<void> {
  const { branch } = options;
  await checkBranchName(git, branch);
  await refuseOperation(git);
  const exists = (await commitOf(git, `refs/heads/${branch}`)) !== null;
  if (options.create) {
    if (exists) throw new GitError('BRANCH_EXISTS', { data: { branch } });
    const start = options.base === undefined ? [] : [(await resolveBase(git, options.base)).commit];
    await git.run(['switch', '--quiet', '--no-track', '--create', branch, ...start], { write: true });
    return;
  }
  if (exists) {
    await refuseInUse(git, branch);
    await git.run(['switch', '--quiet', '--no-guess', branch], { write: true });
    return;
  }
  const remote = `refs/remotes/${REMOTE}/${branch}`;
  if ((await commitOf(git, remote)) === null) throw new GitError('BRANCH_NOT_FOUND', { data: { branch } });
  await git.run(['switch', '--quiet', '--track', '--create', branch, remote], { write: true });
}

/** A branch can be checked out in one worktree only; a session's worktree is named by its id. */
async function refuseInUse(git: Git, branch: string): Promise<void> {
  const taken = (await branchRefs(git)).find((ref) => !ref.remote && ref.name === branch)?.worktree;
  const { own, common } = await git.gitDirectories();
  if (!taken) return;
  const here = await git.text(['symbolic-ref', '--quiet', 'HEAD'], { expect: [0, 1] });
  if (here === `refs/heads/${branch}`) return;
  const isSession = own !== common;
  throw new GitError('BRANCH_IN_USE', {
    data: { branch, sessionId: isSession ? basename(taken) : null, sessionName: null },
  });
}
