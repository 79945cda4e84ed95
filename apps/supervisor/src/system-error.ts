import { contractError } from '@craftastic/contract/contract-error';
import { systemCode } from './system-code.ts';

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
