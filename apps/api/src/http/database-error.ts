import { contractError } from '@craftastic/contract/contract-error';
import { causesOf, codesOf } from '@craftastic/db/error-causes';

/** PostgreSQL's own codes: it is shutting down, has crashed, or starts; and its class of lost connections. */
const GONE = /^(?:57P0[1-3]|08[0-9A-Z]{3}|P1001|P1002|P1017|DatabaseNotReachable|ConnectionClosed|SocketTimeout)$/;
/** What pg says itself, without a code. */
const GONE_WORDS =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/;
/** It keeps no NUL in a text. */
const NO_TEXT = '22021';

/**
 * What a caller is told of an error of the database that is not ours: UNAVAILABLE while it is not there, as when it starts
 * again, so that whoever is told so tries again; BAD_INPUT for a text that it can't take. Null for all else.
 */
export function databaseError(error: unknown, databaseUrl: string) {
  const told = [...causesOf(error)];
  const codes = codesOf(error);
  const port = Number(URL.parse(databaseUrl)?.port || 5432);
  const isGone =
    codes.some((code) => GONE.test(code)) ||
    told.some(({ message }) => typeof message === 'string' && GONE_WORDS.test(message)) ||
    // Of a connection that was refused only the port says whose it would have been.
    told.some((one) => one.code === 'ECONNREFUSED' && one.port === port);
  if (isGone) {
    return contractError('UNAVAILABLE', {
      message: 'The database does not answer; try again in a moment.',
      cause: error,
    });
  }
  return codes.includes(NO_TEXT)
    ? contractError('BAD_INPUT', { message: 'A value has a character that is no text.', cause: error })
    : null;
}
