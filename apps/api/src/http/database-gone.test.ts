import { expect, test } from 'vitest';
import { databaseGone } from './database-gone.ts';

const URL_OF_IT = 'postgres://craftastic:x@127.0.0.1:6543/craftastic';
const error = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

test.each<[string, unknown, boolean]>([
  ['it starts', error({ code: '57P03' }), true],
  ['it was shut down', error({ code: '57P01' }), true],
  ['a statement that was cancelled', error({ code: '57014' }), false],
  ['a connection that ended', error({}, 'Connection terminated unexpectedly'), true],
  ['behind a cause', error({ cause: error({ cause: { kind: 'DatabaseNotReachable' } }) }), true],
  ['it is not there', error({ errors: [error({ code: 'ECONNREFUSED', port: 6543 })] }), true],
  ['something else is not there', error({ code: 'ECONNREFUSED', port: 443 }), false],
  ['a key that is there twice', error({ code: '23505' }), false],
  ['no error at all', undefined, false],
])('%s', (_name, thrown, expected) => {
  expect(databaseGone(thrown, URL_OF_IT)?.code).toBe(expected ? 'UNAVAILABLE' : undefined);
});
