import { pathFromBytes } from '@craftastic/contract/git-path';
import { fields } from './fields.ts';
import { GitError } from './git-error.ts';
import { operation } from './operation.ts';
import type { Git } from './runner.ts';

/** Files with unresolved conflicts. */
export async function conflictedPaths(git: Git): Promise<string[]> {
  const { stdout } = await git.run(['ls-files', '--unmerged', '-z']);
  const paths = fields(stdout).map((record) => pathFromBytes(record.subarray(record.indexOf(0x09) + 1)));
  return [...new Set(paths)];
}

export async function refuseConflicts(git: Git): Promise<void> {
  const paths = await conflictedPaths(git);
  if (paths.length > 0) throw new GitError('GIT_CONFLICTS', { data: { paths } });
}

export async function refuseOperation(git: Git): Promise<void> {
  const under = await operation(git);
  if (under === null || under === 'bisect') return;
  throw new GitError('GIT_OPERATION_IN_PROGRESS', {
    message: `A ${under} is under way. Finish or abort it first.`,
    data: { operation: under },
  });
}

/** Runs a verb that may stop at conflicts, and tells so from the index it left instead of from its words. */
export async function orConflicts<T>(git: Git, verb: () => Promise<T>): Promise<T> {
  try {
    return await verb();
  } catch (error) {
    if (error instanceof GitError && error.code === 'GIT_FAILED') await refuseConflicts(git);
    throw error;
  }
}
