import watcher from '@parcel/watcher';
import { log } from '../log.ts';

/** A subscription that broke is made again after so long; where the system has no watches left, this is the polling. */
const RETRY_MS = 10_000;

export type WatchEvent = { path: string; type: 'create' | 'update' | 'delete' };

/**
 * Tells of changes below a directory, some 50 ms after they happened (the watcher's own batching), until `signal` is
 * aborted. Null where it can't name them: after it overflowed or broke, and once when it has started, since nothing is
 * known of the time before.
 */
export function watchDirectory(
  directory: string,
  options: { ignore: string[]; signal: AbortSignal; onChange(events: WatchEvent[] | null): void },
): void {
  const { ignore, signal, onChange } = options;
  let subscription: watcher.AsyncSubscription | undefined;
  let retry: NodeJS.Timeout | undefined;

  const stop = async () => {
    const old = subscription;
    subscription = undefined;
    await old?.unsubscribe().catch((error: unknown) => log('Could not stop watching', { directory, error }));
  };
  const again = (error: unknown) => {
    if (signal.aborted || retry) return;
    log('Watching was interrupted', { directory, error });
    onChange(null);
    retry = setTimeout(() => {
      retry = undefined;
      void stop().then(start);
    }, RETRY_MS);
  };
  const start = async () => {
    try {
      const made = await watcher.subscribe(
        directory,
        (error, events) => {
          if (signal.aborted) return;
          if (error) again(error);
          else onChange(events);
        },
        { ignore },
      );
      subscription = made;
      if (signal.aborted) await stop();
      else onChange(null);
    } catch (error) {
      again(error);
    }
  };
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(retry);
      void stop();
    },
    { once: true },
  );
  void start();
}
