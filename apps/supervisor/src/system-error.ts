import { contractError } from '@craftastic/contract/contract-error';
import { ORPCError } from '@orpc/server';

/** The system's own errors that a user can do something about, as errors of the contract; others as they are. */
export function fromSystem(error: unknown): unknown {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return contractError('DISK_FULL');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return contractError('FORBIDDEN', { message: 'The file system does not allow this.' });
    case 'EMFILE':
    case 'ENFILE':
    case 'EAGAIN':
      return contractError('UNAVAILABLE');
    default:
      return error;
  }
}

export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error instanceof ORPCError) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
