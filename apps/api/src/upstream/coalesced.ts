/**
 * Work by key of which one runs at a time, and at most one waits: who asks while one waits gets that one, because it will
 * see all that has happened until now.
 */
export class Coalesced {
  readonly #work: (key: string) => Promise<void>;
  readonly #running = new Map<string, { now: Promise<void>; next: Promise<void> | null }>();

  constructor(work: (key: string) => Promise<void>) {
    this.#work = work;
  }

  run(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (!running) return this.#start(key);
    running.next ??= running.now.then(
      () => this.#start(key),
      () => this.#start(key),
    );
    return running.next;
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0)
      await Promise.allSettled([...this.#running.values()].map(({ next, now }) => next ?? now));
  }

  #start(key: string): Promise<void> {
    const entry = { now: this.#work(key), next: null as Promise<void> | null };
    this.#running.set(key, entry);
    const end = () => {
      if (entry.next === null) this.#running.delete(key);
    };
    entry.now.then(end, end);
    return entry.now;
  }
}
