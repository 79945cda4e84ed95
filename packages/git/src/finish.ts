import { orConflicts, refuseConflicts } from './conflicts.ts';
import { GitError } from './git-error.ts';
import { operation } from './operation.ts';
import type { Git } from './runner.ts';

/** Abort the operation under way: everything is as before it. */
export async function abort(git: Git): Promise<void> {
  const under = await operation(git);
  if (under === null) throw nothingUnderWay('abort');
  await git.run(under === 'bisect' ? ['bisect', 'reset'] : [under, '--abort'], { write: true });
}

/** Go on with the operation under way, once its conflicts are resolved. */
export async function continueOperation(git: Git): Promise<void> {
  const under = await operation(git);
  if (under === null || under === 'bisect') throw nothingUnderWay('continue');
  await refuseConflicts(git);
  // `merge --continue` refuses a message from elsewhere; commit is what it runs.
  const args = under === 'merge' ? ['commit', '--quiet', '--no-edit'] : [under, '--continue'];
  await orConflicts(git, () => git.run(args, { write: true }));
}

function nothingUnderWay(verb: string): GitError {
  return new GitError('NOT_FOUND', { message: `There is no merge or rebase to ${verb}.` });
}
