import { fetchRemote } from '@craftastic/git/fetch';
import type { Layout } from './layout.ts';

/**
 * Fetch from the hosted repository through the file system, as if it were `origin`. By its URL it would be asked for over
 * HTTP and this server, which takes four programs and as many times as long; and before its environment is ready nothing
 * serves it there.
 */
export async function fetchHosted(
  { git, hosted }: Layout,
  options: Omit<Parameters<typeof fetchRemote>[1], 'remote'> = {},
): Promise<void> {
  const byFile = git.over('file').with({}, [
    ['remote.hosted.url', hosted],
    ['remote.hosted.fetch', '+refs/heads/*:refs/remotes/origin/*'],
  ]);
  await fetchRemote(byFile, { ...options, remote: 'hosted' });
}

/** The branch that its HEAD is on. */
export async function hostedHead({ hostedGit }: Layout): Promise<string | null> {
  const { exitCode, stdout } = await hostedGit.run(['symbolic-ref', '--quiet', '--short', 'HEAD'], { expect: [0, 1] });
  return exitCode === 0 ? stdout.toString('utf8').trim() : null;
}
