import { newId } from '@craftastic/contract/ids';
import { expect, test } from 'vitest';
import { upsert } from './live.ts';

test('an item takes the place of its earlier self, or the end', () => {
  const [a, b] = [
    { id: newId(), name: 'a' },
    { id: newId(), name: 'b' },
  ];
  const list = upsert(upsert([], a), b);
  expect(list).toEqual([a, b]);
  expect(upsert(list, { ...a, name: 'c' })).toEqual([{ ...a, name: 'c' }, b]);
  expect(list[0]).toBe(a);
});
