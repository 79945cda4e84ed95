import { oc } from '@orpc/contract';
import type { Access } from './access.ts';
import { ERRORS } from './errors.ts';
import type { Cost } from './limits.ts';

/** What a procedure says of itself beside its shape; a test holds that each of the API has an `access`. */
export interface Meta extends Record<string, unknown> {
  access?: Access;
  /** Where it is more than an answer: one person may ask for so much of it, as limits.ts says. */
  cost?: Cost;
}

/** The root of every procedure: each can fail with any code of the table, typed on both sides. */
export const base = oc.errors(ERRORS).$meta<Meta>({});
