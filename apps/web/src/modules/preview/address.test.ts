import { expect, test } from 'vitest';
import { pathOf, shownPath } from './address.ts';

test.each([
  ['/', '/'],
  ['', '/'],
  ['  /cart  ', '/cart'],
  ['cart', '/cart'],
  ['cart?sort=name#top', '/cart?sort=name#top'],
  ['?q=1', '/?q=1'],
  ['#/deep', '/#/deep'],
  ['http://localhost:5173/cart?x=1', '/cart?x=1'],
  ['https://example.com', '/'],
  ['//evil.example/x', '/evil.example/x'],
  ['\\\\evil.example', '/evil.example'],
  ['http://localhost//evil.example', '/evil.example'],
  ['/a/../b', '/b'],
  ['/käse', '/k%C3%A4se'],
  ['localhost:5173', '/localhost:5173'],
])('%j goes to %s', (typed, path) => expect(pathOf(typed)).toBe(path));

test('an address is shown as it is read, a broken one as it is', () => {
  expect(shownPath('/k%C3%A4se')).toBe('/käse');
  expect(shownPath('/%E0%A4%A')).toBe('/%E0%A4%A');
});
