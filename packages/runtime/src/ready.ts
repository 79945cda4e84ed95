import { watch } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';

/** Between `bind` and `listen` a socket's file is there and refuses; no event tells of the second, so look again. */
const RETRY_MS = 20;

/**
 * Resolves once the unix socket accepts a connection; rejects with the signal's reason. The folder is watched, so an
 * answer is noticed within a millisecond; the retries serve file systems without events.
 */
export async function socketAccepts(path: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let wake = () => {};
  const watcher = watch(dirname(path), () => wake());
  watcher.on('error', () => watcher.close());
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!(await accepts(path))) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RETRY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      signal.throwIfAborted();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    watcher.close();
  }
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
