import { contractError } from '@craftastic/contract/contract-error';

type Stream = AsyncIterator<unknown, unknown, undefined>;

export function isStream(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

/**
 * The same stream, until `watch` calls its listener: then the waiting `next` fails with NOT_FOUND, as every later call would,
 * and the stream behind it is let go.
 */
export function heldStream(stream: Stream, watch: (end: () => void) => () => void): AsyncIterableIterator<unknown> {
  const gone = contractError('NOT_FOUND', { message: 'You no longer have access to this.' });
  let ended = false;
  // Of the `next` that waits. Racing each against one promise for the end would keep something of every event alive.
  let fail: ((error: unknown) => void) | null = null;
  const stop = watch(() => {
    ended = true;
    fail?.(gone);
    void Promise.resolve(stream.return?.()).catch(() => {});
  });
  const next = () =>
    new Promise<IteratorResult<unknown, unknown>>((resolve, reject) => {
      if (ended) return reject(gone);
      fail = reject;
      stream.next().then(resolve, reject);
    });
  return {
    async next() {
      let step: IteratorResult<unknown, unknown> | undefined;
      try {
        step = await next();
        return step;
      } finally {
        fail = null;
        if (step === undefined || step.done) stop();
      }
    },
    async return(value?: unknown) {
      stop();
      return (await stream.return?.(value)) ?? { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
