import type { Figure } from './figure.ts';

export interface Bench {
  title: string;
  /** What a reader has to know to judge the figures, printed below the table. */
  notes: string[];
  /** Whatever it opens it registers with `stack`, which is disposed at its end and at Ctrl-C. */
  run(stack: AsyncDisposableStack): Promise<Figure[]>;
}

/** Something it needs is not on this machine; it is left out, not failed. */
export class NotHere extends Error {}
