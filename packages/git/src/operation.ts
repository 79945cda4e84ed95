import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitStatus } from '@craftastic/contract/git';
import type { Git } from './runner.ts';

export type Operation = NonNullable<GitStatus['operation']>;

// A rebase that stops at a conflict leaves CHERRY_PICK_HEAD too, so it is looked for first.
const MARKS: readonly (readonly [string, Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** The merge, rebase, … that waits for an end, as git's own prompt tells it: by the files it leaves. */
export async function operation(git: Git): Promise<Operation | null> {
  const { own } = await git.gitDirectories();
  for (const [file, name] of MARKS) {
    const found = await access(join(own, file)).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  return null;
}
