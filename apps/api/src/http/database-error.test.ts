import { expect, test } from 'vitest';
import { databaseError } from './database-error.ts';

const URL_OF_IT = 'postgres://craftastic:x@127.0.0.1:6543/craftastic';
const error = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

test.each<[string, unknown, string | undefined]>([
  ['it starts', error({ code: '57P03' }), 'UNAVAILABLE'],
  ['it was shut down', error({ code: '57P01' }), 'UNAVAILABLE'],
  ['a statement that was cancelled', error({ code: '57014' }), undefined],
  ['a connection that ended', error({}, 'Connection terminated unexpectedly'), 'UNAVAILABLE'],
  ['behind a cause', error({ cause: error({ cause: { kind: 'DatabaseNotReachable' } }) }), 'UNAVAILABLE'],
  ['it is not there', error({ errors: [error({ code: 'ECONNREFUSED', port: 6543 })] }), 'UNAVAILABLE'],
  ['something else is not there', error({ code: 'ECONNREFUSED', port: 443 }), undefined],
  ['a key that is there twice', error({ code: '23505' }), undefined],
  ['no error at all', undefined, undefined],
  [
    'of Prisma',
    error({ code: 'P2010', meta: { driverAdapterError: error({ cause: { originalCode: '57P03' } }) } }),
    'UNAVAILABLE',
  ],
  [
    'a NUL',
    error({ code: 'P2010', meta: { driverAdapterError: error({ cause: { originalCode: '22021' } }) } }),
    'BAD_INPUT',
  ],
])('%s', (_name, thrown, expected) => {
  expect(databaseError(thrown, URL_OF_IT)?.code).toBe(expected);
});
