import type { Progress } from '@craftastic/contract/progress';

/**
 * Runs `work` and yields its progress, then returns its result. A reader that leaves, or `signal`, aborts the work, and
 * the generator ends only when the work has. Steps that the reader is too slow for are dropped: only the latest counts.
 */
export async function* streamed<T>(
  work: (report: (progress: Progress) => void, signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): AsyncGenerator<Progress, T, void> {
  const leave = new AbortController();
  const both = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
  let latest: Progress | null = null;
  let wake = Promise.withResolvers<void>();
  let ended = false;
  const result = work((progress) => {
    latest = progress;
    wake.resolve();
  }, both).finally(() => {
    ended = true;
    wake.resolve();
  });
  result.catch(() => {});
  try {
    while (true) {
      await wake.promise;
      wake = Promise.withResolvers();
      const progress: Progress | null = latest;
      latest = null;
      if (progress) yield progress;
      if (ended) return await result;
    }
  } finally {
    leave.abort();
    await result.catch(() => {});
  }
}
