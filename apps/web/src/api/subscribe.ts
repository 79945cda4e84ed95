import { errorOf } from './client.ts';
import { loginRequired } from './login.ts';

/** `connecting`: the first try; `online`; `offline`: lost, and tried again by itself. */
export type ConnectionState = 'connecting' | 'online' | 'offline';

/** Half a second, doubled to 10 s, with up to a fifth of jitter so that many tabs don't come back as one. */
export const backOff = (attempt: number, random = Math.random()): number =>
  Math.min(500 * 2 ** attempt, 10_000) * (1 + random / 5);

interface Subscription<T> {
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>;
  onEvent: (event: T) => void;
  onState: (state: ConnectionState) => void;
  /** The error is an answer that trying again won't change: returns true to end. */
  isFinal?: (code: string) => boolean;
}

/**
 * Listens until `signal` is aborted, opening the stream again whenever it ends. It is `online` from its first event:
 * every stream of ours begins with one. The browser's `online` event cuts a wait short.
 */
export async function subscribe<T>(subscription: Subscription<T>, signal: AbortSignal): Promise<void> {
  let attempt = 0;
  subscription.onState('connecting');
  while (!signal.aborted) {
    // What an attempt has opened ends with it.
    const end = new AbortController();
    try {
      for await (const event of await subscription.open(AbortSignal.any([signal, end.signal]))) {
        if (signal.aborted) return;
        attempt = 0;
        subscription.onState('online');
        subscription.onEvent(event);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const { code } = errorOf(thrown);
      if (code === 'UNAUTHENTICATED') return loginRequired();
      if (subscription.isFinal?.(code)) return;
    } finally {
      end.abort();
    }
    if (signal.aborted) return;
    subscription.onState('offline');
    await pause(backOff(attempt++), signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
