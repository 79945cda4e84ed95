import { randomUUID } from 'node:crypto';
import { contractError, isContractError } from '@craftastic/contract/contract-error';
import { ERRORS } from '@craftastic/contract/errors';
import { ORPCError } from '@orpc/server';
import type { App } from '../app.ts';
import type { Call } from '../rpc.ts';
import { databaseError } from './database-error.ts';

interface Passing<T> {
  next: () => Promise<T>;
  path: readonly string[];
  context: Pick<Call, 'retryAfter'>;
}

/** The interceptor through which every error of a procedure passes on its way out. */
export function shownErrors(app: App) {
  return async <T>({ next, path, context }: Passing<T>): Promise<T> => {
    try {
      return await next();
    } catch (error) {
      if (isContractError(error, 'RATE_LIMITED')) context.retryAfter(error.data.seconds);
      throw shownError(app, error, path);
    }
  };
}

/** Errors of the contract as they are; wrong input with the field's name; all else masked, under an id that the log has. */
function shownError(app: App, error: unknown, path: readonly string[]): unknown {
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST') return contractError('BAD_INPUT', { message: wrongFields(error), cause: error });
    if (error.code in ERRORS) return error;
  }
  if (error instanceof Error && error.name === 'AbortError') return error;
  const ofDatabase = databaseError(error, app.database.url);
  if (ofDatabase !== null) {
    app.log.warn({ err: error, path: path.join('.') }, ofDatabase.message);
    return ofDatabase;
  }
  const id = randomUUID();
  app.log.error({ err: error, path: path.join('.'), request: id }, 'a call failed');
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something failed inside the server; its log has it under ${id}.`,
  });
}

function wrongFields(error: ORPCError<string, unknown>): string {
  const issues =
    (error.data as { issues?: { path?: readonly PropertyKey[]; message: string }[] } | undefined)?.issues ?? [];
  const words = issues.slice(0, 5).map(({ path, message }) => `${path?.join('.') || 'The request'}: ${message}`);
  return words.length > 0 ? `${words.join('. ')}.` : ERRORS.BAD_INPUT.message;
}
