import { contractError } from '@craftastic/contract/contract-error';
import { type Cost, LIMITS } from '@craftastic/contract/limits';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Until somebody may ask again for what is full now; what is under way ends when it does. */
const AGAIN_SECONDS = 2;

interface Options {
  /** All limits times this; 0 for none. */
  factor: number;
  /** What goes on after its request was answered is counted where it is kept, for whom. */
  underWay: Partial<Record<Cost, (userId: string) => Promise<number>>>;
}

/** How much one person may ask for, by the table of the contract. In memory: each server counts what it does itself. */
export class Limits {
  readonly #options: Options;
  readonly #rates = new Map<Cost, RateLimiterMemory>();
  readonly #open = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Begin something for somebody. Returns the way to say that it has ended, which may be said twice. Throws RATE_LIMITED
   * where too much is under way, or too much was begun.
   */
  async enter(who: string, cost: Cost): Promise<() => void> {
    const { factor, underWay } = this.#options;
    if (factor === 0) return () => {};
    const key = `${cost} ${who}`;
    const most = limitOf(LIMITS[cost].atOnce, factor);
    const open = this.#open.get(key) ?? 0;
    // Counted before anything is waited for, or all that come at once would find room.
    this.#open.set(key, open + 1);
    const leave = once(() => this.#leave(key));
    try {
      if (open + ((await underWay[cost]?.(who)) ?? 0) >= most) throw full(cost, most);
      await this.#rate(cost).consume(who);
      return leave;
    } catch (error) {
      leave();
      throw error instanceof RateLimiterRes
        ? tooMany(cost, limitOf(LIMITS[cost].perMinute, factor), error.msBeforeNext)
        : error;
    }
  }

  #leave(key: string): void {
    const open = (this.#open.get(key) ?? 1) - 1;
    if (open === 0) this.#open.delete(key);
    else this.#open.set(key, open);
  }

  #rate(cost: Cost): RateLimiterMemory {
    const known = this.#rates.get(cost);
    if (known) return known;
    const points = limitOf(LIMITS[cost].perMinute, this.#options.factor);
    const made = new RateLimiterMemory({ points, duration: 60 });
    this.#rates.set(cost, made);
    return made;
  }
}

const limitOf = (number: number, factor: number): number => Math.max(1, Math.round(number * factor));

function full(cost: Cost, most: number) {
  return contractError('RATE_LIMITED', {
    message: `You have ${most} ${LIMITS[cost].called} under way, as many as this server does at once for one person. Wait until one has ended.`,
    data: { seconds: AGAIN_SECONDS },
  });
}

function tooMany(cost: Cost, most: number, milliseconds: number) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return contractError('RATE_LIMITED', {
    message: `You have begun ${most} ${LIMITS[cost].called} within a minute, as many as this server does for one person. Try again in ${seconds} seconds.`,
    data: { seconds },
  });
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
