import type { Stash } from '@craftastic/contract/git';
import { commitDate } from './commit-date.ts';
import { textFields } from './fields.ts';
import type { Git } from './runner.ts';

/** Stashes, newest first. Worktrees of one repository share them. */
export async function stashes(git: Git): Promise<Stash[]> {
  const { stdout } = await git.run(['stash', 'list', '-z', '--format=%gs%x00%cI']);
  const values = textFields(stdout);
  const result: Stash[] = [];
  for (let at = 0; at + 1 < values.length; at += 2) {
    result.push({ index: at / 2, message: values[at] ?? '', createdAt: commitDate(values[at + 1] ?? '') });
  }
  return result;
}

/** The branch that a stash was made on, as git writes it in the stash's message. */
export function branchOfStash(message: string): string | null {
  return /^(?:WIP on|On) (.+?): /.exec(message)?.[1] ?? null;
}
