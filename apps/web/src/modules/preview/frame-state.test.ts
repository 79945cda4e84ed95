import { type FromPreview, PREVIEW_BRIDGE } from '@craftastic/contract/preview-bridge';
import { expect, test } from 'vitest';
import { countOf, type FrameState, heard, MOST_PROBLEMS, newFrame } from './frame-state.ts';

const bridge = PREVIEW_BRIDGE;
const error = (text: string): FromPreview => ({
  bridge,
  type: 'console',
  level: 'error',
  source: 'console',
  text,
  location: null,
});
const after = (...messages: FromPreview[]): FrameState => messages.reduce(heard, newFrame('/'));

test('a document begins, says where it is and what it is called, and is there', () => {
  const state = after(
    { bridge, type: 'ready', path: '/cart' },
    { bridge, type: 'title', title: 'Cart' },
    { bridge, type: 'loaded' },
    { bridge, type: 'path', path: '/cart?step=2', canGoBack: true, canGoForward: false },
  );
  expect(state).toMatchObject({ speaks: true, loading: false, title: 'Cart', path: '/cart?step=2', canGoBack: true });
});

test('a new document has a clean slate', () => {
  const state = after(
    { bridge, type: 'ready', path: '/' },
    error('boom'),
    { bridge, type: 'placeholder', reason: 'not-listening' },
    { bridge, type: 'ready', path: '/' },
  );
  expect(state).toMatchObject({ problems: [], placeholder: null, loading: true });
});

test('the same complaint in a row is one with a count', () => {
  const { problems } = after(error('one'), error('one'), error('two'), error('one'));
  expect(problems.map(({ text, count }) => [text, count])).toEqual([
    ['one', 2],
    ['two', 1],
    ['one', 1],
  ]);
  expect(countOf(problems, 'error')).toBe(4);
  expect(countOf(problems, 'warn')).toBe(0);
});

test('a page that complains without end keeps its last complaints, each with an id of its own', () => {
  const { problems } = after(...Array.from({ length: 500 }, (_, n) => error(`no ${n}`)));
  expect(problems).toHaveLength(MOST_PROBLEMS);
  expect(problems.at(-1)?.text).toBe('no 499');
  expect(new Set(problems.map(({ id }) => id)).size).toBe(MOST_PROBLEMS);
});
