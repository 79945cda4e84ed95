import { fields } from './fields.ts';
import { GitError } from './git-error.ts';
import { type Git, PATHSPEC_FROM_STDIN, pathspecInput } from './runner.ts';

/** Resolve a conflicted file: with one side's version, which may be that it is deleted, or as the worktree has it. */
export async function resolve(git: Git, path: string, take: 'ours' | 'theirs' | 'worktree'): Promise<void> {
  const { stdout } = await git.run(['ls-files', '--unmerged', '-z'], { paths: [path] });
  // mode SP id SP stage TAB path
  const stages = new Set(fields(stdout).map((record) => String.fromCharCode(record[record.indexOf(0x09) - 1] ?? 0)));
  if (stages.size === 0) {
    throw new GitError('NOT_FOUND', { message: 'This file has no conflict any more.' });
  }
  const input = pathspecInput([path]);
  if (take === 'worktree' || stages.has(take === 'ours' ? '2' : '3')) {
    if (take !== 'worktree') {
      await git.run(['checkout', '--quiet', `--${take}`, ...PATHSPEC_FROM_STDIN], { write: true, input });
    }
    await git.run(['add', '--all', ...PATHSPEC_FROM_STDIN], { write: true, input });
    return;
  }
  await git.run(['rm', '--quiet', '--force', ...PATHSPEC_FROM_STDIN], { write: true, input });
}
