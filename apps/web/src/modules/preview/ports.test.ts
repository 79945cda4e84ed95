import { expect, test } from 'vitest';
import { newPorts, portToShow } from './ports.ts';

test.each([
  ['nothing is open', [], null, null, null],
  ['one is open', [5173], null, null, 5173],
  ['several: the lowest', [8080, 3000], null, null, 3000],
  ['several: the dev server’s before the lowest', [3000, 5173], null, 5173, 5173],
  ['the chosen one before the dev server’s', [3000, 5173], 3000, 5173, 3000],
  ['the chosen one is waited for while nothing is open', [], 5173, null, 5173],
  ['another took the place of the chosen one', [5174], 5173, null, 5174],
  ['the dev server’s is not open yet', [], null, 5173, null],
] as const)('%s', (_, found, chosen, devPort, shown) => {
  expect(portToShow(found, chosen, devPort)).toBe(shown);
});

test('only what was not open before is new', () => {
  expect(newPorts([3000], [3000, 5173])).toEqual([5173]);
  expect(newPorts([3000, 5173], [3000])).toEqual([]);
});
