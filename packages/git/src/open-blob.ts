import { once } from 'node:events';
import { GitError } from './git-error.ts';
import type { Git } from './runner.ts';

/** Size of a blob in bytes; null for what is missing, or no blob. By object id alone: a name could not hold a newline. */
export async function blobSize(git: Git, oid: string): Promise<number | null> {
  const output = await git.text(['cat-file', '--batch-check=%(objecttype) %(objectsize)'], { input: `${oid}\n` });
  const size = /^blob (\d+)$/.exec(output)?.[1];
  return size === undefined ? null : Number(size);
}

/**
 * A part of a blob's content, both ends inclusive, in chunks as git writes them. What comes before `start` is read and let go:
 * git has no way into the middle of an object.
 */
export async function* streamBlob(
  git: Git,
  oid: string,
  { start, end }: { start: number; end: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  const leave = new AbortController();
  const child = git.open(['cat-file', 'blob', oid], AbortSignal.any([signal, leave.signal]));
  const ended = once(child, 'close');
  ended.catch(() => {});
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.stdin.end();
  child.stderr.resume();
  try {
    let at = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
      at += chunk.length;
      if (part.length > 0) yield part;
      if (at > end) return;
    }
    if (at <= end) throw new GitError('GIT_FAILED', { data: { output: 'git cat-file ended before its answer' } });
  } finally {
    leave.abort();
    await ended.catch(() => {});
  }
}
