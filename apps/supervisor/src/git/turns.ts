/** Lets one work at a time, in the order they came. Git's own lock files refuse a second one instead. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  async take<T>(work: () => Promise<T>): Promise<T> {
    using _turn = await this.#next();
    return await work();
  }

  async *stream<Step, Result>(start: () => AsyncGenerator<Step, Result, void>): AsyncGenerator<Step, Result, void> {
    using _turn = await this.#next();
    return yield* start();
  }

  async #next(): Promise<Disposable> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return { [Symbol.dispose]: resolve };
  }
}
