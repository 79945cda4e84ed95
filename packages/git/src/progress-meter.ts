import type { Progress } from '@craftastic/contract/progress';

/** Phases as git names them, in their order, with the share of the time that each takes. */
export type Weights = readonly (readonly [phase: string, weight: number])[];

// The shares are GitHub Desktop's, measured by its authors over many repositories.
export const FETCH_WEIGHTS: Weights = [
  ['remote: Compressing objects', 0.1],
  ['Receiving objects', 0.7],
  ['Resolving deltas', 0.2],
];
export const PUSH_WEIGHTS: Weights = [
  ['Compressing objects', 0.2],
  ['Writing objects', 0.7],
  ['remote: Resolving deltas', 0.1],
];
export const CHECKOUT_WEIGHTS: Weights = [['Updating files', 1]];

const LINE = /^(.+?):\s+(\d+)% \((\d+)\/(\d+)\)(?:, (.*?))?(?:, done\.?)?$/;

/** Makes one percentage, which never goes back, of the several that git counts through. */
export class ProgressMeter {
  readonly #weights: Weights;
  readonly #total: number;
  #rest = '';
  #percent = 0;

  constructor(weights: Weights) {
    this.#weights = weights;
    this.#total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  }

  /** Takes a piece of git's stderr, cut anywhere; gives the latest step in it, if there is one. */
  push(chunk: string): Progress | null {
    const lines = (this.#rest + chunk).split(/[\r\n]+/);
    this.#rest = (lines.pop() ?? '').slice(-4096);
    let latest: Progress | null = null;
    for (const line of lines) latest = this.#line(line) ?? latest;
    return latest;
  }

  #line(line: string): Progress | null {
    const [, title, percent, , , detail] = LINE.exec(line.trimEnd()) ?? [];
    if (title === undefined) return null;
    const at = this.#weights.findIndex(([phase]) => phase === title);
    if (at >= 0) {
      const before = this.#weights.slice(0, at).reduce((sum, [, weight]) => sum + weight, 0);
      const own = (this.#weights[at]?.[1] ?? 0) * (Number(percent) / 100);
      this.#percent = Math.max(this.#percent, Math.round(((before + own) / this.#total) * 100));
    }
    const phase = title.replace(/^remote: /, '');
    return { phase, percent: this.#percent, ...(detail ? { detail } : {}) };
  }
}
