import { ERRORS, type ErrorCode } from '@craftastic/contract/errors';

/**
 * A failure of git as the contract names it. `message` is for the user, `output` is what git and its hooks wrote, for
 * the log and for the codes whose data has it.
 */
export class GitError extends Error {
  readonly code: ErrorCode;
  readonly data: Record<string, unknown>;
  readonly output: string;

  constructor(code: ErrorCode, options: { data?: Record<string, unknown>; message?: string; output?: string } = {}) {
    super(options.message ?? ERRORS[code].message);
    this.name = 'GitError';
    this.code = code;
    this.output = options.output ?? '';
    this.data = options.data ?? {};
  }
}
