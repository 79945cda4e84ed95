import { describe, expect, it } from 'vitest';
import { type Figure, isMet, ratioOf } from './figure.ts';
import { median, quantile } from './samples.ts';
import { table } from './table.ts';

it.each([
  [[3], 0.5, 3],
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2.5],
  [[1, 2, 3, 4, 5], 0.95, 4.8],
])('of %j the quantile %d is %d', (samples, q, expected) => expect(quantile(samples, q)).toBeCloseTo(expected));

it('shows that there were no samples', () => expect(median([])).toBeNaN());

describe('a figure', () => {
  const figure: Figure = { what: 'status', unit: 'ms', samples: [30, 10, 20], peer: { name: 'git', samples: [100] } };

  it('is divided by its peer', () => expect(ratioOf(figure)).toBe(0.2));

  it.each([
    ['ratio', 'at most', 0.2, true],
    ['ratio', 'at most', 0.19, false],
    ['figure', 'at most', 20, true],
    ['figure', 'at least', 21, false],
  ] as const)('whose %s should be %s %d: met is %s', (of, is, bound, met) => {
    expect(isMet({ ...figure, aim: { of, is, bound } })).toBe(met);
  });

  it('without an aim is neither met nor missed', () => expect(isMet(figure)).toBeNull());

  it('is a row of the table', () => {
    const [head, row] = table([{ ...figure, aim: { of: 'ratio', is: 'at most', bound: 0.5 } }]).split('\n');
    expect(head?.split(/\s{2,}/)).toEqual([
      'what',
      'figure',
      'min – max',
      'beside',
      'its figure',
      'ratio',
      'aim',
      'result',
    ]);
    expect(row?.split(/\s{2,}/)).toEqual([
      'status',
      '20.0 ms',
      '10.0 – 30.0',
      'git',
      '100 ms',
      '0.20 ×',
      '≤ 0.5 ×',
      'met',
    ]);
  });
});
