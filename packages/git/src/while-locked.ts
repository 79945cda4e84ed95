import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GitError } from './git-error.ts';
import type { Git } from './runner.ts';

/** A prompt or a `git status` in the terminal holds the index for some milliseconds; 1.5 s in all covers a slow one. */
const RETRY_MS = [20, 50, 100, 200, 400, 800];

/**
 * Runs work that needs the index, again while another git holds it. A lock that is older than this process was left by
 * a git that was killed with the sandbox, and is removed: nothing of that time is running any more.
 */
export async function whileLocked<T>(git: Git, work: () => Promise<T>): Promise<T> {
  for (const pause of RETRY_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (!(await removeLeftLock(git, performance.timeOrigin))) await delay(pause);
    }
  }
  return work();
}

function isLocked(error: unknown): boolean {
  return error instanceof GitError && error.code === 'GIT_INDEX_LOCKED';
}

/** Whether there was a lock from before `startedAt` (milliseconds since 1970). */
async function removeLeftLock(git: Git, startedAt: number): Promise<boolean> {
  const { own } = await git.gitDirectories();
  let removed = false;
  for (const name of ['index.lock', 'HEAD.lock']) {
    const file = join(own, name);
    const stats = await stat(file).catch(() => null);
    if (!stats || stats.mtimeMs >= startedAt) continue;
    await rm(file, { force: true });
    removed = true;
  }
  return removed;
}
