import type { Progress } from '@craftastic/contract/progress';
import { fetchRemote } from '@craftastic/git/fetch';
import { streamed } from '@craftastic/git/streamed';
import { rememberDefault, remoteHead } from './clone.ts';
import type { Layout } from './layout.ts';
import { removeOldLocks } from './stale-files.ts';

/** Bring the remote's branches up to date, and which of them is its default. */
export function fetchOrigin(
  layout: Layout,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, Record<string, never>, void> {
  return streamed(async (onProgress, both) => {
    await removeOldLocks(layout.bare);
    const head = await remoteHead(layout, both);
    await fetchRemote(layout.git, { onProgress, signal: both });
    await rememberDefault(layout, head);
    return {};
  }, signal);
}
