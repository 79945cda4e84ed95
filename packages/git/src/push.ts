import type { Progress } from '@craftastic/contract/progress';
import { cleaned } from './failure.ts';
import { GitError } from './git-error.ts';
import { PUSH_WEIGHTS } from './progress-meter.ts';
import { REMOTE } from './refs.ts';
import type { Git } from './runner.ts';
import { streamed } from './streamed.ts';
import { requireBranch, upstreamOf } from './upstream.ts';

export interface Pushed {
  upToDate: boolean;
  /** What the remote said: often a link to open a pull request. */
  output: string;
}

/** Push HEAD's branch to its upstream; the first time to `origin` under its own name, which becomes its upstream. */
export function push(
  git: Git,
  options: { forceWithLease: boolean; signal?: AbortSignal | undefined },
): AsyncGenerator<Progress, Pushed, void> {
  return streamed(async (onProgress, signal) => {
    const branch = await requireBranch(git);
    const upstream = await upstreamOf(git, branch);
    const target = upstream?.merge ?? `refs/heads/${branch}`;
    const args = [
      'push',
      '--porcelain',
      '--progress',
      ...(upstream ? [] : ['--set-upstream']),
      ...(options.forceWithLease ? ['--force-with-lease'] : []),
      '--end-of-options',
      upstream?.remote ?? REMOTE,
      `refs/heads/${branch}:${target}`,
    ];
    // 1 is a refusal of the ref, which the porcelain output tells better than an error could.
    const output = await git.remote(args, { weights: PUSH_WEIGHTS, onProgress, signal, expect: [0, 1] });
    const said = remoteMessages(output.stderr);
    const result = parsePush(output.stdout.toString('utf8'));
    switch (result?.outcome) {
      case 'up-to-date':
      case 'pushed':
        return { upToDate: result.outcome === 'up-to-date', output: said };
      case 'rejected':
        throw new GitError('GIT_PUSH_REJECTED', { data: { output: cleaned(output.stderr) } });
      case 'refused':
        throw new GitError('GIT_PUSH_REFUSED', {
          message: `The remote refused the push: ${result.reason}.`,
          data: { output: said || cleaned(output.stderr) },
        });
      default: {
        const text = cleaned(output.stderr);
        throw /src refspec .* does not match any/.test(text)
          ? new GitError('GIT_NOTHING_TO_COMMIT', { message: 'There is no commit to push yet.' })
          : new GitError('GIT_FAILED', { message: 'Git push failed.', data: { output: text }, output: text });
      }
    }
  }, options.signal);
}

export interface PushResult {
  outcome: 'pushed' | 'up-to-date' | 'rejected' | 'refused';
  reason: string;
}

/** Reads git-push(1) --porcelain: `flag TAB from:to TAB summary (reason)`. Null where no ref is told of. */
export function parsePush(stdout: string): PushResult | null {
  for (const line of stdout.split('\n')) {
    const [, flag, summary = ''] = /^([ +\-*!=])\t\S+\t(.*)$/.exec(line) ?? [];
    if (flag === undefined) continue;
    const reason = /\((.*)\)$/.exec(summary)?.[1] ?? summary;
    if (flag === '=') return { outcome: 'up-to-date', reason };
    if (flag !== '!') return { outcome: 'pushed', reason };
    return { outcome: summary.startsWith('[rejected]') ? 'rejected' : 'refused', reason };
  }
  return null;
}

function remoteMessages(stderr: string): string {
  const lines = cleaned(stderr)
    .split('\n')
    .filter((line) => line.startsWith('remote: '));
  return lines
    .map((line) => line.slice('remote: '.length).trimEnd())
    .join('\n')
    .trim();
}
