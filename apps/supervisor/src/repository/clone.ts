import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@craftastic/contract/progress';
import { fetchRemote } from '@craftastic/git/fetch';
import { GitError } from '@craftastic/git/git-error';
import { branchRefs } from '@craftastic/git/refs';
import { streamed } from '@craftastic/git/streamed';
import { exists } from '../exists.ts';
import type { Layout } from './layout.ts';
import { removeStaleFiles } from './stale-files.ts';

/** In the bare repository once it has been fetched whole. */
const DONE_FILE = 'craftastic-cloned';

/**
 * Make the bare repository and fetch all of `origin`. Not `git clone --bare`: that has the remote's branches as its
 * own, and no tracking refs. Repeated after being cut off, it fetches what is missing.
 */
export function clone(
  layout: Layout,
  url: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, { defaultBranch: string | null }, void> {
  return streamed(async (onProgress, both) => {
    requireHttp(url);
    onProgress({ phase: 'Connecting', percent: 0 });
    if (!(await exists(join(layout.bare, DONE_FILE)))) await removeStaleFiles(layout.bare);
    await initBare(layout, url);
    const head = await remoteHead(layout, both);
    await fetchRemote(layout.git, { onProgress, signal: both });
    const defaultBranch = await rememberDefault(layout, head);
    await writeFile(join(layout.bare, DONE_FILE), '');
    return { defaultBranch };
  }, signal);
}

/** An empty bare repository with its `origin`; left as it is where it is there. */
export async function initBare(layout: Layout, url: string): Promise<void> {
  await mkdir(layout.bare, { recursive: true });
  await mkdir(layout.worktrees, { recursive: true });
  await layout.git.run(['init', '--quiet', '--bare', '--initial-branch=main', '--template='], { write: true });
  const settings = [
    ['remote.origin.url', url],
    ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    // A bare repository has no reflogs by itself, and lost work is found again by them.
    ['core.logAllRefUpdates', 'true'],
  ] as const;
  for (const [key, value] of settings) await layout.git.run(['config', '--replace-all', key, value], { write: true });
}

/** The branch that the remote's HEAD is on. The first word with the remote, so wrong addresses fail here. */
export async function remoteHead(layout: Layout, signal: AbortSignal): Promise<string | null> {
  const { stdout } = await layout.git.remote(['ls-remote', '--symref', 'origin', 'HEAD'], { weights: [], signal });
  return /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(stdout.toString('utf8'))?.[1] ?? null;
}

/** Points HEAD and `origin/HEAD` to the default branch. Null for a remote without any branch. */
export async function rememberDefault(layout: Layout, head: string | null): Promise<string | null> {
  const names = (await branchRefs(layout.git)).filter((ref) => ref.remote).map((ref) => ref.name);
  // A remote's HEAD may be on a branch that does not exist there.
  const branch = [head, 'main', 'master', ...names].find((name) => name !== null && names.includes(name)) ?? null;
  if (branch !== null) {
    const remote = ['symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${branch}`];
    await layout.git.run(remote, { write: true });
  }
  await layout.git.run(['symbolic-ref', 'HEAD', `refs/heads/${branch ?? head ?? 'main'}`], { write: true });
  return branch;
}

function requireHttp(url: string): void {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.host === '') throw new GitError('URL_INVALID');
}
