import { z } from 'zod';

/** A step of long work as it is shown: `Receiving objects`, 43 (per cent; null where the end is unknown), `1.2 MiB/s`. */
export const Progress = z.object({
  phase: z.string(),
  percent: z.number().min(0).max(100).nullable(),
  detail: z.string().optional(),
});
export type Progress = z.infer<typeof Progress>;

/** Why something is in its error state: a code of the contract and the sentence to show. */
export const Failure = z.object({ code: z.string(), message: z.string(), output: z.string().optional() });
export type Failure = z.infer<typeof Failure>;
