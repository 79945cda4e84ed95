import { expect, test } from 'vitest';
import { DEVICE_IDS, DEVICES, type Device, fit } from './devices.ts';

const phone: Device = { id: 'phone', name: 'Phone', width: 400, height: 800, bezel: 12, radius: 40 };

test.each([
  [
    'is drawn as it is where there is room',
    false,
    { width: 1000, height: 1000 },
    { width: 400, height: 800, scale: 1 },
  ],
  ['shrinks to the height', false, { width: 1000, height: 420 }, { width: 400, height: 800, scale: 0.5 }],
  ['shrinks to the width when turned', true, { width: 420, height: 900 }, { width: 800, height: 400, scale: 0.5 }],
  ['keeps something to see in no room at all', false, { width: 0, height: 0 }, { width: 400, height: 800, scale: 0.1 }],
])('a device %s', (_, rotated, box, fitted) => expect(fit(phone, rotated, box)).toEqual(fitted));

test('each device has its id once', () => {
  expect(DEVICES.map(({ id }) => id)).toEqual([...DEVICE_IDS]);
});
