import { expect, test } from 'vitest';
import { searchOf } from './search.ts';

test('an address with everything', () => {
  const search = { ns: 'https://docs.do', branch: 'feature/x', view: 'changes', type: 'T', id: 'https://docs.do/a' };
  expect(searchOf({ ...search, version: 3 })).toEqual({ ...search, version: 3 });
});

test.each([
  [{}, {}],
  [{ ns: '' }, {}],
  [{ ns: ['a', 'b'] }, {}],
  [{ ns: 'https://docs.do', view: 'things' }, { ns: 'https://docs.do' }],
  [{ id: 'a', version: -1 }, { id: 'a' }],
  [{ id: 'x'.repeat(3000) }, {}],
  [{ other: 1 }, {}],
  [null, {}],
])('%j gives %j', (search, wanted) => expect(searchOf(search)).toEqual(wanted));
