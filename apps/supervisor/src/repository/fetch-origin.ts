import type { Progress } from '@craftastic/contract/progress';
import { fetchRemote } from '@craftastic/git/fetch';
import { streamed } from '@craftastic/git/streamed';
import { exists } from '../exists.ts';
import { rememberDefault, remoteHead } from './clone.ts';
import { fetchHosted, hostedHead } from './hosted-remote.ts';
import type { Layout } from './layout.ts';
import { removeOldLocks } from './stale-files.ts';

/** Bring the remote's branches up to date, and which of them is its default. */
export function fetchOrigin(
  layout: Layout,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, Record<string, never>, void> {
  return streamed(async (onProgress, both) => {
    await removeOldLocks(layout.bare);
    const isHosted = await exists(layout.hosted);
    const head = isHosted ? await hostedHead(layout) : await remoteHead(layout, both);
    if (isHosted) await fetchHosted(layout, { onProgress, signal: both });
    else await fetchRemote(layout.git, { onProgress, signal: both });
    await rememberDefault(layout, head);
    return {};
  }, signal);
}
