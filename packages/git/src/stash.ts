import { orConflicts } from './conflicts.ts';
import { GitError } from './git-error.ts';
import { hasHead } from './log.ts';
import type { Git } from './runner.ts';
import { stashes } from './stashes.ts';
import { status } from './status.ts';

export type StashAction =
  | { action: 'push'; message?: string | undefined }
  | { action: 'pop' | 'apply' | 'drop'; index: number };

/** Stash all changes, untracked files too; or use a stash. */
export async function stash(git: Git, options: StashAction): Promise<void> {
  if (options.action === 'push') {
    if (!(await hasHead(git))) {
      throw new GitError('REPOSITORY_EMPTY', { message: 'Make a first commit before you stash.' });
    }
    if ((await status(git)).changes.length === 0) {
      throw new GitError('GIT_NOTHING_TO_COMMIT', { message: 'There is nothing to stash.' });
    }
    const message = options.message ? [`--message=${options.message}`] : [];
    await git.run(['stash', 'push', '--quiet', '--include-untracked', ...message], { write: true });
    return;
  }
  const { action, index } = options;
  if (index >= (await stashes(git)).length) {
    throw new GitError('NOT_FOUND', { message: 'This stash is gone; another session may have used it.' });
  }
  await orConflicts(git, () => git.run(['stash', action, '--quiet', `stash@{${index}}`], { write: true }));
}
