import { hasHead } from './log.ts';
import { stagedRenames } from './renames.ts';
import type { Git } from './runner.ts';
import { PATHSPEC_FROM_STDIN, pathspecInput } from './runner.ts';
import type { Selection } from './stage.ts';

/** Bring the index back to HEAD for some files, or all. A renamed file takes its old name along. */
export async function unstage(git: Git, selection: Selection): Promise<void> {
  if (!(await hasHead(git))) return unstageUnborn(git, selection);
  if ('all' in selection) {
    // `reset` without paths would end a merge; with the root as its path it changes the index alone.
    await git.run(['reset', '--quiet', 'HEAD', '--', '.'], { write: true });
    return;
  }
  const renames = await stagedRenames(git);
  const paths = selection.paths.flatMap((path) => {
    const original = renames.get(path);
    return original === undefined ? [path] : [path, original];
  });
  await git.run(['reset', '--quiet', ...PATHSPEC_FROM_STDIN, 'HEAD'], { write: true, input: pathspecInput(paths) });
}

/** Before the first commit there is no HEAD to reset to. */
async function unstageUnborn(git: Git, selection: Selection): Promise<void> {
  const args = ['rm', '--cached', '-r', '-f', '--quiet', '--ignore-unmatch'];
  if ('all' in selection) await git.run([...args, '--', '.'], { write: true });
  else await git.run([...args, ...PATHSPEC_FROM_STDIN], { write: true, input: pathspecInput(selection.paths) });
}
