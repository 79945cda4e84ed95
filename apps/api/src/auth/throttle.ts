import { contractError } from '@craftastic/contract/contract-error';
import type { Database } from '@craftastic/db/database';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** Failures that one address may have in a quarter of an hour; whoever mistypes is far from it. */
const FAILURES = 20;
const WINDOW_SECONDS = 15 * 60;

/**
 * Failed logins by address, counted in the database: by all servers together, and a restart forgives nothing. What has run out
 * is removed by the limiter.
 */
export class Throttle {
  readonly #limiter: RateLimiterPostgres;

  /** `name` keeps apart what is counted. */
  constructor({ pool }: Pick<Database, 'pool'>, name: string) {
    this.#limiter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'login_failures',
      tableCreated: true,
      keyPrefix: name,
      points: FAILURES,
      duration: WINDOW_SECONDS,
    });
  }

  /** Throws RATE_LIMITED for an address that has failed too often. */
  async check(address: string): Promise<void> {
    const state = await this.#limiter.get(address);
    if (state !== null && state.consumedPoints >= FAILURES) throw limited(state.msBeforeNext);
  }

  /** Count a failure; throws RATE_LIMITED where it was one too many. */
  async failed(address: string): Promise<void> {
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
