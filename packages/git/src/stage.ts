import type { Git } from './runner.ts';
import { PATHSPEC_FROM_STDIN, pathspecInput } from './runner.ts';

/** Files by path, or everything. */
export type Selection = { paths: string[] } | { all: true };

/** Stage changes, deletions too. */
export async function stage(git: Git, selection: Selection): Promise<void> {
  if ('all' in selection) await git.run(['add', '--all'], { write: true });
  else {
    await git.run(['add', '--all', ...PATHSPEC_FROM_STDIN], { write: true, input: pathspecInput(selection.paths) });
  }
}
