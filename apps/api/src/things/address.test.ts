import { expect, test } from 'vitest';
import { addressesOf } from './address.ts';

const plain = { branch: null, version: null, back: 0 };

test.each([
  ['https://docs.do/a', []],
  ['https://docs.do/a@main', [{ ...plain, id: 'https://docs.do/a', branch: 'main' }]],
  ['https://docs.do/a@feature/x', [{ ...plain, id: 'https://docs.do/a', branch: 'feature/x' }]],
  ['https://docs.do/a@v12', [{ ...plain, id: 'https://docs.do/a', version: 12n }]],
  ['https://docs.do/a@~3', [{ ...plain, id: 'https://docs.do/a', back: 3 }]],
  ['https://docs.do/@ada@main', [{ ...plain, id: 'https://docs.do/@ada', branch: 'main' }]],
  ['@', []],
])('%s is itself first, then what is before the @', (text, others) => {
  expect(addressesOf(text)).toEqual([{ ...plain, id: text }, ...others]);
});
