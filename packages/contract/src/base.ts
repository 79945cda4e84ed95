import { oc } from '@orpc/contract';
import { ERRORS } from './errors.ts';

/** The root of every procedure: each can fail with any code of the table, typed on both sides. */
export const base = oc.errors(ERRORS);
