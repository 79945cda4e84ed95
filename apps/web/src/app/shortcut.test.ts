import { expect, test } from 'vitest';
import { isTyping, type KeyLike, matchesStroke, parseShortcut, type Stroke, shortcutKeys } from './shortcut.ts';

const key = (event: Partial<KeyLike>): KeyLike => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...event,
});
const stroke = (shortcut: string): Stroke => {
  const [first] = parseShortcut(shortcut);
  if (!first) throw new Error(`${shortcut} has no stroke`);
  return first;
};

test.each<[string, Partial<KeyLike>, boolean, boolean]>([
  ['Mod+Shift+P', { key: 'P', code: 'KeyP', ctrlKey: true, shiftKey: true }, false, true],
  ['Mod+Shift+P', { key: 'P', code: 'KeyP', metaKey: true, shiftKey: true }, true, true],
  ['Mod+Shift+P', { key: 'P', code: 'KeyP', ctrlKey: true, shiftKey: true }, true, false],
  ['Mod+P', { key: 'P', code: 'KeyP', ctrlKey: true, shiftKey: true }, false, false],
  ['F1', { key: 'F1', code: 'F1' }, false, true],
  ['?', { key: '?', code: 'Slash', shiftKey: true }, false, true],
  ['Ctrl+Backquote', { key: '`', code: 'Backquote', ctrlKey: true }, true, true],
  ['Ctrl+Shift+Backquote', { key: '~', code: 'Backquote', ctrlKey: true, shiftKey: true }, false, true],
  ['Alt+P', { key: 'π', code: 'KeyP', altKey: true }, true, true],
  ['Mod+B', { key: 'b', code: 'KeyB' }, false, false],
])('%s against %o (apple: %s) is %s', (shortcut, event, onApple, expected) => {
  expect(matchesStroke(stroke(shortcut), key(event), onApple)).toBe(expected);
});

test('a chord has two strokes, and a plus can be a key', () => {
  expect(parseShortcut('Mod+K Mod+S').map((each) => each.key)).toEqual(['k', 's']);
  expect(parseShortcut('Mod++')).toEqual([{ key: '+', mod: true, ctrl: false, shift: false, alt: false }]);
});

test('only strokes that type are typing', () => {
  expect(['?', 'F1', 'Mod+P', 'Escape', 'Shift+G'].map((each) => isTyping(stroke(each)))).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});

test('keys are drawn as the machine prints them', () => {
  expect(shortcutKeys('Mod+K Mod+S', false)).toEqual([
    ['Ctrl', 'K'],
    ['Ctrl', 'S'],
  ]);
  expect(shortcutKeys('Mod+Shift+P', true)).toEqual([['⌘', '⇧', 'P']]);
});
