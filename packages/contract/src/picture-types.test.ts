import { expect, test } from 'vitest';
import { pictureTypeOf } from './picture-types.ts';

test.each([
  ['docs/cart.svg', 'image/svg+xml'],
  ['A.JPG', 'image/jpeg'],
  ['notes.md', undefined],
  ['Makefile', undefined],
  // Names that every object of JavaScript has were taken for pictures.
  ['x.constructor', undefined],
  ['x.__proto__', undefined],
])('%s is %s', (path, type) => expect(pictureTypeOf(path)).toBe(type));
