import { expect, test } from 'vitest';
import { Deck } from './deck.ts';

const never = () => new Promise<never>(() => {});
const keys = (deck: Deck) => deck.frames.get().map(({ key }) => key);

test('a frame that was shown stays, in its place', () => {
  const deck = new Deck();
  const first = deck.show('a', never, '/');
  deck.show('b', never, '/');
  expect(deck.show('a', never, '/other')).toBe(first);
  expect(keys(deck)).toEqual(['a', 'b']);
});

test('of many, the ones shown longest ago are dropped', () => {
  const deck = new Deck();
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) deck.show(key, never, '/');
  deck.show('a', never, '/');
  deck.show('g', never, '/');
  expect(keys(deck)).toEqual(['a', 'c', 'd', 'e', 'f', 'g']);
});

test('of those that are likely to come next the last two are loaded, and push out none that was shown', () => {
  const deck = new Deck();
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) deck.show(key, never, '/');
  deck.prepare('g', never, '/');
  deck.prepare('h', never, '/');
  deck.prepare('i', never, '/');
  expect(keys(deck)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'h', 'i']);
  const prepared = deck.find('h');
  expect(deck.show('h', never, '/')).toBe(prepared);
  deck.prepare('j', never, '/');
  expect(keys(deck)).toEqual(['b', 'c', 'd', 'e', 'f', 'h', 'i', 'j']);
});

test('frames of a session that is gone are dropped', () => {
  const deck = new Deck();
  deck.show('one:1', never, '/');
  deck.show('two:1', never, '/');
  const before = deck.frames.get();
  deck.keep(() => true);
  expect(deck.frames.get()).toBe(before);
  deck.keep((key) => key.startsWith('two:'));
  expect(keys(deck)).toEqual(['two:1']);
});
