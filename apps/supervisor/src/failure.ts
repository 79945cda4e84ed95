import { ERRORS, type ErrorCode } from '@craftastic/contract/errors';
import { ORPCError } from '@orpc/server';

type DataOf<Code extends ErrorCode> = (typeof ERRORS)[Code] extends { data: { _output: infer Data } }
  ? Data
  : undefined;

/** An error of the contract, to throw. `message` only where there is a better sentence than the table's. */
export function failure<Code extends ErrorCode>(
  code: Code,
  ...[data, message]: DataOf<Code> extends undefined ? [data?: undefined, message?: string] : [DataOf<Code>, string?]
): ORPCError<Code, DataOf<Code> | undefined> {
  return new ORPCError(code, { status: ERRORS[code].status, message: message ?? ERRORS[code].message, data });
}

/** The system's own errors that a user can do something about, as errors of the contract; others as they are. */
export function fromSystem(error: unknown): unknown {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('DISK_FULL');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure('FORBIDDEN', undefined, 'The file system does not allow this.');
    case 'EMFILE':
    case 'ENFILE':
    case 'EAGAIN':
      return failure('UNAVAILABLE');
    default:
      return error;
  }
}

export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error instanceof ORPCError) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
