import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '@craftastic/git/runner';
import type { FullStatus } from '@craftastic/git/status';

/** All that a status depends on beside the files of the worktree. */
const OWN = [
  'index',
  'HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'rebase-merge',
  'rebase-apply',
  'BISECT_LOG',
];
const COMMON = ['packed-refs', 'refs/stash', 'config', 'info/exclude', 'info/attributes', 'info/sparse-checkout'];

/**
 * A mark of the repository's state, from the stat data of the files it is in: equal marks, equal state. Some 15 calls
 * of stat, 0.3 ms; asking git for the same would cost three processes.
 */
export async function repositoryMark(git: Git, known: Pick<FullStatus, 'branch' | 'upstream'>): Promise<string> {
  const { own, common } = await git.gitDirectories();
  const refs = [
    ...(known.branch === null ? [] : [`refs/heads/${known.branch}`]),
    ...(known.upstream === null ? [] : [`refs/remotes/${known.upstream}`, `refs/heads/${known.upstream}`]),
  ];
  const files = [...OWN.map((name) => join(own, name)), ...[...COMMON, ...refs].map((name) => join(common, name))];
  const marks = await Promise.all(
    files.map(async (file) => {
      const stats = await stat(file, { bigint: true }).catch(() => null);
      return stats ? `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}` : '-';
    }),
  );
  return marks.join(' ');
}
