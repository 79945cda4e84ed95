import { describe, expect, it } from 'vitest';
import { choose, NOTHING_CHOSEN, stillChosen } from './selection.ts';

const order = ['a', 'b', 'c', 'd'];

describe('choose', () => {
  it('takes one, and a range from it in both directions', () => {
    const one = choose(NOTHING_CHOSEN, 'b', 'only', order);
    expect([...choose(one, 'd', 'range', order).keys]).toEqual(['b', 'c', 'd']);
    expect([...choose(one, 'a', 'range', order).keys]).toEqual(['a', 'b']);
  });

  it('adds and takes away', () => {
    const two = choose(choose(NOTHING_CHOSEN, 'a', 'only', order), 'c', 'toggle', order);
    expect([...two.keys]).toEqual(['a', 'c']);
    expect([...choose(two, 'a', 'toggle', order).keys]).toEqual(['c']);
  });

  it('is a plain choice where a range has no beginning', () => {
    expect([...choose(NOTHING_CHOSEN, 'c', 'range', order).keys]).toEqual(['c']);
  });
});

describe('stillChosen', () => {
  it('goes to the next row when the current one is gone', () => {
    const chosen = choose(NOTHING_CHOSEN, 'b', 'only', order);
    expect(stillChosen(chosen, order, ['a', 'c', 'd']).current).toBe('c');
    expect(stillChosen(chosen, order, ['a']).current).toBe('a');
    expect(stillChosen(chosen, order, [])).toBe(NOTHING_CHOSEN);
  });

  it('forgets what is gone beside it, and is itself where nothing is', () => {
    const chosen = choose(choose(NOTHING_CHOSEN, 'a', 'only', order), 'c', 'range', order);
    expect([...stillChosen(chosen, order, ['a', 'c', 'd']).keys]).toEqual(['a', 'c']);
    expect(stillChosen(chosen, order, order)).toBe(chosen);
  });
});
