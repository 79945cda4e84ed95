import { exists } from '../exists.ts';
import type { Layout } from './layout.ts';

/** Point `origin` at where it is now: a hosted repository's address changes with the server's own. */
export async function followOrigin({ bare, git }: Layout, origin: string | null): Promise<void> {
  if (origin === null || !(await exists(bare))) return;
  // 1: not set, because nothing is cloned yet; 128: the repository is half made.
  const { exitCode, stdout } = await git.run(['config', '--local', '--get', 'remote.origin.url'], {
    expect: [0, 1, 128],
  });
  if (exitCode !== 0 || stdout.toString().trimEnd() === origin) return;
  await git.run(['config', '--local', 'remote.origin.url', origin], { write: true });
}
