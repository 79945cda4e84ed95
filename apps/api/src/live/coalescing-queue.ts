/**
 * A queue between a producer that never waits and a consumer that may be slow: a later value replaces an earlier one of
 * the same key that is still waiting, so it holds one value a key at the most, however slow the consumer.
 */
export class CoalescingQueue<T> {
  readonly #waiting = new Map<string, T>();
  readonly #merge: (earlier: T, later: T) => T;
  #wake: (() => void) | null = null;
  #closed = false;

  /** `merge` makes one value of two with the same key; the later one wins where it is left out. */
  constructor(merge: (earlier: T, later: T) => T = (_earlier, later) => later) {
    this.#merge = merge;
  }

  push(key: string, value: T): void {
    if (this.#closed) return;
    const earlier = this.#waiting.get(key);
    this.#waiting.set(key, earlier === undefined ? value : this.#merge(earlier, value));
    this.#wake?.();
  }

  /** The consumer gets what is waiting, then its iteration ends. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** For one consumer. Ends when the queue is closed or `signal` aborted. */
  async *drain(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    const onAbort = () => this.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) this.close();
    try {
      for (;;) {
        for (const [key, value] of this.#waiting) {
          this.#waiting.delete(key);
          yield value;
        }
        if (this.#closed) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    } finally {
      this.#closed = true;
      this.#waiting.clear();
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
