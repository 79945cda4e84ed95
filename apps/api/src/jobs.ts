/** The reason of an abort that comes from the server's end: the work is not over, the next process takes it up. */
export const SERVER_ENDS = new Error('The server ends.');

/**
 * Long work of this process, one at a time for each key. It is not kept: what it does must be safe to repeat, and the
 * status in the database says what a new process has to take up.
 */
export class Jobs {
  readonly #running = new Map<string, { abort: AbortController; done: Promise<void> }>();

  /** Start `work`, once the work before it under this key has ended. */
  run(key: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const before = this.#running.get(key)?.done ?? Promise.resolve();
    const abort = new AbortController();
    const done = before.then(() => work(abort.signal));
    // Whoever waits for `done` gets the error; nobody has to wait.
    const entry = { abort, done: done.catch(() => {}) };
    this.#running.set(key, entry);
    void entry.done.then(() => {
      if (this.#running.get(key) === entry) this.#running.delete(key);
    });
    done.catch(() => {});
    return done;
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** Abort what runs under a key and wait until it has ended. */
  async cancel(key: string, reason?: Error): Promise<void> {
    const running = this.#running.get(key);
    running?.abort.abort(reason);
    await running?.done;
  }

  async cancelAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((key) => this.cancel(key, SERVER_ENDS)));
  }
}
