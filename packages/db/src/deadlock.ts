import { setTimeout as wait } from 'node:timers/promises';
import { codesOf } from './error-causes.ts';

/** One loses to each that it meets; more than two or three at the same rows are not seen. */
const ATTEMPTS = 5;
/** Whoever goes on has taken what it waited for by then; at once, the two would often meet again. */
const PAUSE_MS = 20;

/** PostgreSQL ended a transaction because it and another waited for each other. Nothing of it was done, and the other went on. */
export const isDeadlock = (error: unknown): boolean =>
  codesOf(error).some((code) => code === '40P01' || code === 'P2034');

/**
 * Run `work`, a transaction or one statement, again where it was the one that PostgreSQL ended. In which order a statement takes
 * the rows that it changes is the planner's choice, so two that change several contexts can't agree on one.
 */
export async function outliveDeadlocks<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
      await wait(PAUSE_MS * attempt);
    }
  }
}
