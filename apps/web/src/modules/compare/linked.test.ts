import { expect, test } from 'vitest';
import { LEAD_MS, type Linked, navigated, SETTLE_MS, type Side, scrolled, type Together, UNLINKED } from './linked.ts';

/** Who is sent where, when pages scroll as listed: side, y, time. */
function sends(...steps: [Side, number, number][]): (number | null)[] {
  let linked: Linked = UNLINKED;
  return steps.map(([side, y, now]) => {
    const next = scrolled(linked, side, { x: 0, y }, now);
    linked = next.linked;
    return next.send?.y ?? null;
  });
}

test('the other page follows one that scrolls', () => {
  expect(sends(['from', 0.1, 0], ['from', 0.2, 16], ['from', 0.3, 32])).toEqual([0.1, 0.2, 0.3]);
});

test('what the follower says is no step of its own, late or rounded as it may be', () => {
  expect(sends(['from', 0.1, 0], ['from', 0.3, 16], ['to', 0.1, 20], ['to', 0.3004, 40])).toEqual([
    0.1,
    0.3,
    null,
    null,
  ]);
  expect(sends(['from', 0.3, 0], ['to', 0.3004, LEAD_MS + 1])).toEqual([0.3, null]);
});

test('the follower may lead when the leader rests', () => {
  expect(
    sends(['from', 0.3, 0], ['to', 0.5, LEAD_MS - 1], ['to', 0.6, LEAD_MS + 1], ['from', 0.6, LEAD_MS + 20]),
  ).toEqual([0.3, null, 0.6, null]);
});

test('a page that can’t go as far is no reason for the other to come back', () => {
  // The end of a short page is the end of the long one: both are at 1.
  expect(sends(['from', 1, 0], ['to', 1, 20])).toEqual([1, null]);
});

function followed(...steps: [Side, string, number][]): boolean[] {
  let together: Together = { path: '/', sent: null };
  return steps.map(([side, path, now]) => {
    const next = navigated(together, side, path, now);
    together = next.together;
    return next.send;
  });
}

test('the other page goes where one goes, and its arrival is the end of it', () => {
  expect(followed(['from', '/cart', 0], ['to', '/cart', 100])).toEqual([true, false]);
});

test('two branches that lead on to different pages don’t chase each other', () => {
  expect(
    followed(['from', '/account', 0], ['to', '/account', 50], ['to', '/login', 90], ['from', '/account', 200]),
  ).toEqual([true, false, false, false]);
});

test('who was sent may lead later', () => {
  expect(followed(['from', '/cart', 0], ['to', '/cart', 50], ['to', '/pay', SETTLE_MS + 1])).toEqual([
    true,
    false,
    true,
  ]);
});
