/**
 * Long work that several callers want at once, such as building one image: run once, its progress told to all. It is
 * cancelled when the last caller has gone.
 */
export class SharedWork<P> {
  readonly #running = new Map<string, Run<P>>();

  async join(
    key: string,
    work: (report: (progress: P) => void, signal: AbortSignal) => Promise<void>,
    options: { onProgress?: (progress: P) => void; signal?: AbortSignal } = {},
  ): Promise<void> {
    options.signal?.throwIfAborted();
    const run = this.#running.get(key) ?? this.#begin(key, work);
    const { onProgress, signal } = options;
    if (onProgress) {
      run.listeners.add(onProgress);
      if (run.last !== undefined) onProgress(run.last);
    }
    run.callers += 1;
    let leave = () => {};
    try {
      await Promise.race([
        run.done,
        new Promise<never>((_, reject) => {
          leave = () => reject(signal?.reason);
          signal?.addEventListener('abort', leave, { once: true });
        }),
      ]);
    } finally {
      signal?.removeEventListener('abort', leave);
      if (onProgress) run.listeners.delete(onProgress);
      run.callers -= 1;
      if (run.callers === 0) {
        run.controller.abort();
        if (this.#running.get(key) === run) this.#running.delete(key);
      }
    }
  }

  #begin(key: string, work: (report: (progress: P) => void, signal: AbortSignal) => Promise<void>): Run<P> {
    const controller = new AbortController();
    const listeners = new Set<(progress: P) => void>();
    const run: Run<P> = { controller, listeners, callers: 0, done: Promise.resolve() };
    const report = (progress: P) => {
      run.last = progress;
      for (const listener of listeners) listener(progress);
    };
    run.done = work(report, controller.signal).finally(() => {
      if (this.#running.get(key) === run) this.#running.delete(key);
    });
    run.done.catch(() => undefined);
    this.#running.set(key, run);
    return run;
  }
}

interface Run<P> {
  controller: AbortController;
  listeners: Set<(progress: P) => void>;
  callers: number;
  done: Promise<void>;
  last?: P;
}
