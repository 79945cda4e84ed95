import { ORPCError } from '@orpc/client';
import type { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';

type DataOf<Code extends ErrorCode> = (typeof ERRORS)[Code] extends { data: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : undefined;

interface Options {
  /** In place of the table's sentence. */
  message?: string;
  /** For the log; never sent. */
  cause?: unknown;
}

/** An error of the contract, to be thrown anywhere on the way: the caller gets its code, a sentence and the data. */
export function contractError<Code extends ErrorCode>(
  code: Code,
  ...[options]: DataOf<Code> extends undefined ? [options?: Options] : [options: Options & { data: DataOf<Code> }]
): ORPCError<Code, DataOf<Code>> {
  const { status, message } = ERRORS[code];
  const data = (options as { data?: DataOf<Code> } | undefined)?.data as DataOf<Code>;
  return new ORPCError(code, { status, message: options?.message ?? message, data, cause: options?.cause });
}

/** Whether an error, from here or from the other end of a hop, is the contract's error `code`. */
export function isContractError<Code extends ErrorCode>(
  error: unknown,
  code: Code,
): error is ORPCError<Code, DataOf<Code>> {
  return error instanceof ORPCError && error.code === code;
}

/** Whether an error has any code of the contract, so that its message is meant for a person. */
export function hasContractCode(error: unknown): error is ORPCError<ErrorCode, unknown> {
  return error instanceof ORPCError && error.code in ERRORS;
}
