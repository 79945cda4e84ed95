import { GitError } from './git-error.ts';
import { currentBranch } from './refs.ts';
import type { Git } from './runner.ts';

/** The branch of a remote that a branch belongs to. */
export interface Upstream {
  remote: string;
  /** As the remote has it: `refs/heads/main`. */
  merge: string;
  /** Where the last fetch left it: `refs/remotes/origin/main`. */
  tracking: string;
}

export async function requireBranch(git: Git): Promise<string> {
  const branch = await currentBranch(git);
  if (branch === null) throw new GitError('GIT_DETACHED');
  return branch;
}

/** Null for a branch that was never pushed. */
export async function upstreamOf(git: Git, branch: string): Promise<Upstream | null> {
  const { stdout } = await git.run([
    'for-each-ref',
    '--format=%(refname)%00%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)',
    `refs/heads/${branch}`,
  ]);
  for (const line of stdout.toString('utf8').split('\n')) {
    // The pattern also matches what is below `branch/`.
    const [ref, remote = '', merge = '', tracking = ''] = line.split('\0');
    if (ref === `refs/heads/${branch}` && remote !== '' && merge !== '') return { remote, merge, tracking };
  }
  return null;
}

/** Commits on our side and on the upstream's that the other has not. */
export async function divergence(git: Git, tracking: string): Promise<{ ahead: number; behind: number }> {
  const text = await git.text(['rev-list', '--left-right', '--count', '--end-of-options', `HEAD...${tracking}`]);
  const [ahead = 0, behind = 0] = text.split('\t').map(Number);
  return { ahead, behind };
}
