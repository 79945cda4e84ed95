import { expect, test } from 'vitest';
import { pictureSize } from './picture-size.ts';

const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

test('the size that a PNG declares', () => {
  expect(pictureSize(png)).toEqual({ width: 1, height: 1 });
  const huge = png.slice();
  new DataView(huge.buffer).setUint32(16, 4_000_000_000);
  expect(pictureSize(huge)).toEqual({ width: 4_000_000_000, height: 1 });
});

test.each([
  ['nothing', new Uint8Array()],
  ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, ...new Uint8Array(40))],
  ['a PNG that is cut off', png.slice(0, 20)],
  ['a PNG that begins with another chunk', png.with(12, 0x50)],
  ['a PNG without a size', png.with(19, 0)],
])('%s is no picture', (_, bytes) => expect(pictureSize(bytes)).toBeNull());
