import { readdir } from 'node:fs/promises';
import watcher from '@parcel/watcher';
import { log } from '../log.ts';

/** A subscription that broke is made again after so long; where the system has no watches left, this is the polling. */
const RETRY_MS = 10_000;
/** New folders are looked over once no more have come for so long. */
const CALM_MS = 200;
/** More new names than this are not looked at one by one. */
const LOOK_LIMIT = 500;

export type WatchEvent = { path: string; type: 'create' | 'update' | 'delete' };

/**
 * Tells of changes below a directory, some 50 ms after they happened (the watcher's own batching), until `signal` is
 * aborted. Null where it can't name them: after it overflowed or broke, and once when it has started, since nothing is
 * known of the time before.
 *
 * Of folders that are made at one go (`mkdir -p a/b`, a checkout) the watcher sees the first alone, and never what
 * happens in the others (parcel-bundler/watcher#97). So where a new folder has folders in it, the subscription is made
 * anew, and the new one knows them. Rejected: a subscription for each such folder, of which a checkout makes thousands.
 *
 * @param options.isWatched Whether what is in this folder is told of; asked of new folders.
 */
export function watchDirectory(
  directory: string,
  options: {
    ignore: string[];
    isWatched?: (folder: string) => boolean;
    signal: AbortSignal;
    onChange(events: WatchEvent[] | null): void;
  },
): void {
  const { ignore, isWatched = () => true, signal, onChange } = options;
  let subscription: watcher.AsyncSubscription | undefined;
  let retry: NodeJS.Timeout | undefined;
  let renewal: NodeJS.Timeout | undefined;
  let making = false;

  const stop = async () => {
    const old = subscription;
    subscription = undefined;
    await end(old);
  };
  const end = (old: watcher.AsyncSubscription | undefined) =>
    old?.unsubscribe().catch((error: unknown) => log('Could not stop watching', { directory, error }));
  const again = (error: unknown) => {
    if (signal.aborted || retry) return;
    log('Watching was interrupted', { directory, error });
    onChange(null);
    retry = setTimeout(() => {
      retry = undefined;
      void stop().then(start);
    }, RETRY_MS);
  };
  const renewWhenCalm = () => {
    if (signal.aborted) return;
    clearTimeout(renewal);
    renewal = setTimeout(() => {
      // One at a time; while it is broken, the next try takes the new folders in.
      if (making) renewWhenCalm();
      else if (retry === undefined) void start();
    }, CALM_MS);
  };
  const lookAtNew = async (events: WatchEvent[]) => {
    const created = events.filter(({ path, type }) => type === 'create' && isWatched(path));
    if (created.length > LOOK_LIMIT) return renewWhenCalm();
    for (const { path } of created) if (await hasFolders(path)) return renewWhenCalm();
  };
  /** In place of the subscription that there is, which goes on until the new one has begun: nothing is missed between. */
  const start = async () => {
    const old = subscription;
    making = true;
    try {
      const made = await watcher.subscribe(
        directory,
        (error, events) => {
          if (signal.aborted) return;
          if (error) return again(error);
          onChange(events);
          void lookAtNew(events);
        },
        { ignore },
      );
      subscription = made;
      await end(old);
      if (signal.aborted) await stop();
      else onChange(null);
    } catch (error) {
      again(error);
    } finally {
      making = false;
    }
  };
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(retry);
      clearTimeout(renewal);
      void stop();
    },
    { once: true },
  );
  void start();
}

/** False for what is no folder, or gone again. */
async function hasFolders(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isDirectory());
}
