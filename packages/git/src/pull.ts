import type { Progress } from '@craftastic/contract/progress';
import { orConflicts, refuseOperation } from './conflicts.ts';
import { fetchRemote } from './fetch.ts';
import { GitError } from './git-error.ts';
import { hasHead } from './log.ts';
import { mergeRef } from './merge.ts';
import { commitOf } from './refs.ts';
import type { Git } from './runner.ts';
import { status } from './status.ts';
import { streamed } from './streamed.ts';
import { divergence, requireBranch, upstreamOf } from './upstream.ts';
import { whileLocked } from './while-locked.ts';

export type PullStrategy = 'ff-only' | 'merge' | 'rebase';

/**
 * Fetch, then bring the upstream's commits into HEAD's branch. In two steps and not by `git pull`, which can tell
 * neither progress nor the reason of a refusal apart.
 */
export function pull(
  git: Git,
  options: { strategy: PullStrategy; signal?: AbortSignal | undefined },
): AsyncGenerator<Progress, { upToDate: boolean }, void> {
  return streamed(async (onProgress, signal) => {
    const branch = await requireBranch(git);
    const upstream = await upstreamOf(git, branch);
    if (!upstream) throw new GitError('GIT_NO_UPSTREAM');
    await refuseOperation(git);
    await fetchRemote(git, { remote: upstream.remote, onProgress, signal });
    if ((await commitOf(git, upstream.tracking)) === null) {
      throw new GitError('GIT_NO_UPSTREAM', { message: 'The remote no longer has this branch; push it again.' });
    }
    if (await hasHead(git)) {
      const { ahead, behind } = await divergence(git, upstream.tracking);
      if (behind === 0) return { upToDate: true };
      if (ahead > 0 && options.strategy === 'ff-only') throw new GitError('GIT_DIVERGED');
    }
    onProgress({ phase: 'Updating files', percent: null });
    await orConflicts(git, () => whileLocked(git, () => integrate(git, upstream.tracking, options.strategy)));
    return { upToDate: false };
  }, options.signal);
}

// Not aborted by the signal: stopped half way, it would leave a worktree that is neither one nor the other.
async function integrate(git: Git, tracking: string, strategy: PullStrategy): Promise<void> {
  if (strategy === 'merge') return mergeRef(git, tracking);
  if (strategy === 'rebase') await refuseTrackedChanges(git);
  const verb = strategy === 'ff-only' ? ['merge', '--ff-only'] : ['rebase'];
  await git.run([...verb, '--no-autostash', '--end-of-options', tracking], { write: true });
}

/** A rebase moves the whole worktree, so it refuses any change of a tracked file, without a list. */
async function refuseTrackedChanges(git: Git): Promise<void> {
  const changes = (await status(git)).changes.filter((change) => change.group !== 'untracked' && !change.submodule);
  const paths = [...new Set(changes.map((change) => change.path))];
  if (paths.length > 0) throw new GitError('GIT_WOULD_OVERWRITE', { data: { paths } });
}
