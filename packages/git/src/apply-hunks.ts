import { expectPatch } from './diff.ts';
import { GitError } from './git-error.ts';
import { type Patch, patchOf } from './parse-diff.ts';
import type { Git } from './runner.ts';

/** Some hunks of the diff that the user looks at: `diffId` says which one that was. */
export interface HunkSelection {
  path: string;
  diffId: string;
  hunks: number[];
}

const APPLY = ['apply', '--whitespace=nowarn'];

/** Put some hunks of the worktree into the index. */
export async function stageHunks(git: Git, selection: HunkSelection): Promise<void> {
  const patch = await expectPatch(git, selection.path, false, selection.diffId);
  await apply(git, ['--cached'], patch, selection.hunks);
}

/** Take some hunks out of the index. */
export async function unstageHunks(git: Git, selection: HunkSelection): Promise<void> {
  const patch = await expectPatch(git, selection.path, true, selection.diffId);
  await apply(git, ['--cached', '--reverse'], patch, selection.hunks);
}

/** Undo some hunks in the worktree. Without a way back: that is the caller's. */
export async function revertHunks(git: Git, patch: Patch, hunks: readonly number[]): Promise<void> {
  await apply(git, ['--reverse'], patch, hunks);
}

async function apply(git: Git, options: string[], patch: Patch, hunks: readonly number[]): Promise<void> {
  if (patch.binary || hunks.some((index) => patch.hunks[index] === undefined)) {
    throw new GitError('GIT_DIFF_CHANGED');
  }
  // A patch that no longer fits is the same news as a diff that changed.
  const input = patchOf(patch, hunks);
  const { exitCode } = await git.run([...APPLY, ...options, '-'], { write: true, input, expect: [0, 1] });
  if (exitCode !== 0) throw new GitError('GIT_DIFF_CHANGED');
}
