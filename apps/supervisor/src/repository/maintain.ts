import { exists } from '../exists.ts';
import type { Layout } from './layout.ts';

const LOGS_KEPT = [
  ['gc.reflogExpire', '7.days'],
  ['gc.reflogExpireUnreachable', '7.days'],
] as const;

/**
 * Pack what has piled up, where git thinks it worth it. Git's own grace of two weeks keeps what a session is about to
 * refer to, and its worktrees' indexes and HEADs count as references.
 */
export async function maintain(
  layout: Layout,
  { looseObjects = 6700, signal }: { looseObjects?: number; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  for (const [directory, git] of [
    [layout.bare, layout.git],
    [layout.hosted, layout.hostedGit],
  ] as const) {
    if (!(await exists(directory))) continue;
    const isHosted = directory === layout.hosted;
    // Its logs are for looks, the last of which was a minute ago; what they name is kept, and nobody else asks for it.
    const logs = isHosted ? LOGS_KEPT : [];
    if (isHosted) await git.run(['reflog', 'expire', '--all'], { write: true, config: logs });
    // Every other command has gc.auto=0, so that none starts this behind a user's back.
    await git.run(['gc', '--auto', '--quiet'], {
      write: true,
      config: [['gc.auto', String(looseObjects)], ['gc.autoDetach', 'false'], ...logs],
      ...(signal ? { signal } : {}),
    });
  }
}
