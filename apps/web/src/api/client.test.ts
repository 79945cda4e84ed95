import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { errorData, errorOf } from './client.ts';

const lost = { uncommitted: 1, unpushed: 2, stashes: 0 };
const refused = new ORPCError('WORK_WOULD_BE_LOST', { status: 409, message: 'It holds work.', data: lost });

test.each<[string, unknown, string]>([
  ['an error of the contract', refused, 'WORK_WOULD_BE_LOST'],
  ['an error of the server that is none of the contract', new ORPCError('TEAPOT', { status: 418 }), 'INTERNAL'],
  ['a name that only objects have', new ORPCError('constructor', { status: 500 }), 'INTERNAL'],
  ['a request without an answer', new TypeError('Failed to fetch'), 'OFFLINE'],
  ['an aborted request', new DOMException('Aborted', 'AbortError'), 'ABORTED'],
  ['anything else', 'x', 'INTERNAL'],
])('%s has the code', (_, thrown, code) => expect(errorOf(thrown).code).toBe(code));

test('data is given only for the code asked for, and only as the contract has it', () => {
  expect(errorData(refused, 'WORK_WOULD_BE_LOST')).toEqual(lost);
  expect(errorData(refused, 'BRANCH_IN_USE')).toBeNull();
  const mangled = new ORPCError('WORK_WOULD_BE_LOST', { status: 409, data: { uncommitted: 'many' } });
  expect(errorData(mangled, 'WORK_WOULD_BE_LOST')).toBeNull();
});
