import { oc } from '@orpc/contract';
import type { Access } from './access.ts';
import { ERRORS } from './errors.ts';

/** What a procedure says of itself beside its shape; a test holds that each of the API has an `access`. */
export interface Meta extends Record<string, unknown> {
  access?: Access;
}

/** The root of every procedure: each can fail with any code of the table, typed on both sides. */
export const base = oc.errors(ERRORS).$meta<Meta>({});
