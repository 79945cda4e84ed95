import { ERRORS } from '@craftastic/contract/errors';
import { GitError } from '@craftastic/git/git-error';
import { ORPCError } from '@orpc/server';

/** A failure of git as the caller gets it; other errors as they are. */
export function fromGit(error: unknown): unknown {
  if (!(error instanceof GitError)) return error;
  const { code, message, data } = error;
  return new ORPCError(code, {
    status: ERRORS[code].status,
    message,
    data: 'data' in ERRORS[code] ? data : undefined,
    cause: error,
  });
}

export async function orGitFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fromGit(error);
  }
}

/** The same for work that yields its progress: it fails while it is read, after its handler has returned. */
export async function* streamOrGitFailure<Step, Result>(
  stream: AsyncGenerator<Step, Result, void>,
): AsyncGenerator<Step, Result, void> {
  try {
    return yield* stream;
  } catch (error) {
    throw fromGit(error);
  }
}
