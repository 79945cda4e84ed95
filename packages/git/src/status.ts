import type { Change, GitStatus } from '@craftastic/contract/git';
import { byGroupAndPath } from './merge-status.ts';
import { operation } from './operation.ts';
import { parseStatus } from './parse-status.ts';
import type { Git } from './runner.ts';

/** More changes than this are counted, not listed. */
export const LISTED_CHANGES = 10_000;

/** A status with all its changes; {@link presented} cuts it for the wire. */
export type FullStatus = Omit<GitStatus, 'total'>;

const STATUS = ['status', '--porcelain=v2', '-z', '--branch', '--show-stash', '--untracked-files=all'];
// Ours, whatever the user has configured: an unusual setting would give another format of the same question.
const CONFIG = [
  ['status.renames', 'true'],
  ['status.aheadBehind', 'true'],
  ['status.relativePaths', 'false'],
  ['status.showUntrackedFiles', 'all'],
] as const;

/** All of git status: branch, upstream, changes, and the merge or rebase that is under way. */
export async function status(git: Git, signal?: AbortSignal): Promise<FullStatus> {
  const [{ stdout }, under] = await Promise.all([
    git.run(STATUS, { config: CONFIG, ...(signal ? { signal } : {}) }),
    operation(git),
  ]);
  const parsed = parseStatus(stdout);
  return { ...parsed, changes: parsed.changes.sort(byGroupAndPath), operation: under };
}

/** The changes of some paths, and below them where they are directories. */
export async function statusOf(git: Git, paths: readonly string[], signal?: AbortSignal): Promise<Change[]> {
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-ahead-behind'];
  const { stdout } = await git.run(args, { config: CONFIG, paths, ...(signal ? { signal } : {}) });
  return parseStatus(stdout).changes;
}

/** The status as the contract has it. */
export function presented(full: FullStatus): GitStatus {
  return { ...full, changes: full.changes.slice(0, LISTED_CHANGES), total: full.changes.length };
}
