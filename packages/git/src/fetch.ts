import type { Progress } from '@craftastic/contract/progress';
import { FETCH_WEIGHTS } from './progress-meter.ts';
import { REMOTE } from './refs.ts';
import type { Git } from './runner.ts';
import { streamed } from './streamed.ts';

/** Bring the remote's branches up to date, and forget those that are gone there. */
export function fetch(
  git: Git,
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Progress, Record<string, never>, void> {
  return streamed(async (onProgress, signal) => {
    await fetchRemote(git, { onProgress, signal });
    return {};
  }, options.signal);
}

export async function fetchRemote(
  git: Git,
  options: { remote?: string; onProgress?: (progress: Progress) => void; signal?: AbortSignal | undefined },
): Promise<void> {
  // Submodules have remotes of their own, which a session need not reach.
  const args = [
    'fetch',
    '--progress',
    '--prune',
    '--no-recurse-submodules',
    '--no-auto-maintenance',
    '--end-of-options',
  ];
  await git.remote([...args, options.remote ?? REMOTE], {
    weights: FETCH_WEIGHTS,
    onProgress: options.onProgress,
    signal: options.signal,
  });
}
