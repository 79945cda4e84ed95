import { cleaned } from './failure.ts';
import { GitError } from './git-error.ts';
import { PUSH_WEIGHTS } from './progress-meter.ts';
import { parsePush } from './push.ts';
import { commitOf, REMOTE } from './refs.ts';
import type { Git } from './runner.ts';

/** A branch that is to go from one commit to another; `from` is null for a branch that is new. */
export interface Move {
  branch: string;
  from: string | null;
  to: string;
}

/** Move a branch of this repository if it is where it is expected; false where it is not. */
export async function moveBranch(git: Git, { branch, from, to }: Move): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  const args = ['update-ref', '-m', 'edit of a Thing', ref, to, from ?? '0'.repeat(to.length)];
  const { exitCode, stderr } = await git.run(args, { write: true, expect: [0, 1, 128] });
  if (exitCode === 0) return true;
  if ((await commitOf(git, ref)) !== from) return false;
  throw new GitError('GIT_FAILED', { data: { output: cleaned(stderr) }, output: cleaned(stderr) });
}

/** What hosts say of a branch that takes no push from this person. */
const PROTECTED = /GH006|GH013|protected branch|pre-receive hook declined|is protected|is locked|not allowed to push/i;

/**
 * The same on the remote, by a push of just that commit. The lease makes the remote compare: without it a branch that was
 * wound back or deleted there would come back by this push. A commit on top of `from` is never a forced one. `header` goes
 * with each request.
 */
export async function pushBranch(git: Git, { branch, from, to }: Move, header: string): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  const args = [
    'push',
    '--porcelain',
    '--progress',
    '--no-verify',
    `--force-with-lease=${ref}:${from ?? ''}`,
    '--end-of-options',
    REMOTE,
    `${to}:${ref}`,
  ];
  const config = [['http.extraHeader', header]] as const;
  const output = await git.remote(args, { weights: PUSH_WEIGHTS, expect: [0, 1], config });
  const result = parsePush(output.stdout.toString('utf8'));
  if (result?.outcome === 'pushed' || result?.outcome === 'up-to-date') return true;
  if (result?.outcome === 'rejected') return false;
  const said = cleaned(output.stderr);
  if (result?.outcome === 'refused') {
    // Two pushes at once: the host has seen that the other one was first.
    if (/failed to update ref|cannot lock ref|fetch first|incorrect old value/.test(`${result.reason} ${said}`))
      return false;
    if (PROTECTED.test(`${result.reason} ${said}`)) {
      throw new GitError('PROTECTED_BRANCH', {
        message: `${branch} takes no commit from here: ${result.reason}.`,
        data: { branch },
        output: said,
      });
    }
    throw new GitError('GIT_PUSH_REFUSED', {
      message: `The remote refused the commit: ${result.reason}.`,
      data: { output: said },
    });
  }
  throw new GitError('GIT_FAILED', { message: 'Git push failed.', data: { output: said }, output: said });
}
