import { contractError } from '@craftastic/contract/contract-error';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Failures that one address may have in a quarter of an hour; whoever mistypes is far from it. */
const FAILURES = 20;
const WINDOW_SECONDS = 15 * 60;
/** Addresses that are counted at once; an attacker with more of them makes the eldest count anew, and fills no memory. */
const MOST_ADDRESSES = 10_000;

/**
 * Failed logins by address. In memory: a restart forgives, and a replica counts for itself, which still leaves a guesser
 * some thousand tries a day at a token of 192 bits.
 */
export class Throttle {
  readonly #limiter = new RateLimiterMemory({ points: FAILURES, duration: WINDOW_SECONDS });
  readonly #known = new Set<string>();

  /** Throws RATE_LIMITED for an address that has failed too often. */
  async check(address: string): Promise<void> {
    const state = await this.#limiter.get(address);
    if (state !== null && state.consumedPoints >= FAILURES) throw limited(state.msBeforeNext);
  }

  /** Count a failure; throws RATE_LIMITED where it was one too many. */
  async failed(address: string): Promise<void> {
    this.#known.delete(address);
    this.#known.add(address);
    if (this.#known.size > MOST_ADDRESSES) {
      const [eldest = ''] = this.#known;
      this.#known.delete(eldest);
      await this.#limiter.delete(eldest);
    }
    await this.#limiter.consume(address).catch((refusal: unknown) => {
      throw refusal instanceof RateLimiterRes ? limited(refusal.msBeforeNext) : refusal;
    });
  }
}

function limited(milliseconds: number) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return contractError('RATE_LIMITED', {
    message: `Too many attempts from your address have failed. Try again in ${wait}.`,
    data: { seconds },
  });
}
