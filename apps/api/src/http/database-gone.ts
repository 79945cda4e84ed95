import { contractError } from '@craftastic/contract/contract-error';

/** PostgreSQL's own codes: it is shutting down, has crashed, or starts; and its class of lost connections. */
const CODES = /^(?:57P0[1-3]|08[0-9A-Z]{3}|P1001|P1002|P1017)$/;
/** What pg says itself, without a code. */
const WORDS =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/;
const KINDS = ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'];
const MOST_CAUSES = 5;

/**
 * UNAVAILABLE for an error that says that the database is not there just now, as while it starts again: whoever is told so
 * tries again. Null for all else.
 */
export function databaseGone(error: unknown, databaseUrl: string) {
  return isGone(error, Number(URL.parse(databaseUrl)?.port || 5432), MOST_CAUSES)
    ? contractError('UNAVAILABLE', { message: 'The database does not answer; try again in a moment.', cause: error })
    : null;
}

function isGone(error: unknown, port: number, depth: number): boolean {
  if (typeof error !== 'object' || error === null || depth === 0) return false;
  const { code, message, kind, errors, cause, port: itsPort } = error as Record<string, unknown>;
  if (typeof code === 'string' && CODES.test(code)) return true;
  if (typeof message === 'string' && WORDS.test(message)) return true;
  if (typeof kind === 'string' && KINDS.includes(kind)) return true;
  // Of a connection that was refused only the port says whose it would have been.
  if (code === 'ECONNREFUSED' && itsPort === port) return true;
  return (
    isGone(cause, port, depth - 1) || (Array.isArray(errors) && errors.some((one) => isGone(one, port, depth - 1)))
  );
}
