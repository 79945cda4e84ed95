import { refuseConflicts } from './conflicts.ts';
import { GitError } from './git-error.ts';
import { hasHead } from './log.ts';
import { operation } from './operation.ts';
import type { Git } from './runner.ts';

/**
 * Commit what is staged, with the repository's hooks. `amend` replaces the last commit, and keeps its message where
 * the new one is empty. Lines that start with `#` stay: nobody has seen a template with comments in it.
 */
export async function commit(
  git: Git,
  options: { message: string; amend: boolean; signal?: AbortSignal | undefined },
): Promise<{ id: string; subject: string }> {
  const { message, amend } = options;
  const isEmpty = message.trim() === '';
  if (isEmpty && !amend) throw new GitError('GIT_MESSAGE_EMPTY');
  await refuseConflicts(git);
  if (amend && !(await hasHead(git))) throw new GitError('GIT_NOTHING_TO_COMMIT');
  const staged = await hasStaged(git);
  if (!amend && !staged && (await operation(git)) !== 'merge') {
    throw new GitError('GIT_NOTHING_TO_COMMIT');
  }
  await git.run(
    [
      'commit',
      '--quiet',
      '--cleanup=whitespace',
      ...(amend ? ['--amend'] : []),
      // Only the message changes: a commit that was empty may stay so. One that staged changes would undo may not.
      ...(amend && !staged ? ['--allow-empty'] : []),
      ...(isEmpty ? ['--no-edit'] : ['--file=-']),
    ],
    { write: true, ...(isEmpty ? {} : { input: message }), ...(options.signal ? { signal: options.signal } : {}) },
  );
  const shown = await git.text(['log', '-1', '--format=%H%n%s', 'HEAD', '--']);
  const [id = '', subject = ''] = shown.split('\n');
  return { id, subject };
}

async function hasStaged(git: Git): Promise<boolean> {
  const { exitCode } = await git.run(['diff', '--cached', '--quiet', '--ignore-submodules=dirty'], { expect: [0, 1] });
  return exitCode === 1;
}
