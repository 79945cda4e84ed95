import { expect, it } from 'vitest';
import { keyAction } from './keys.ts';

const key = (keys: string) => {
  const parts = keys.split('+');
  const last = parts.at(-1) ?? '';
  return {
    key: last,
    code: last.length === 1 ? `Key${last}` : last,
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  };
};

it.each([
  ['Ctrl+C', true, 'Linux x86_64', 'send'],
  ['Ctrl+C', true, 'Win32', 'copy'],
  ['Ctrl+C', false, 'Win32', 'send'],
  ['Ctrl+Shift+C', false, 'Linux x86_64', 'copy'],
  ['Meta+C', true, 'MacIntel', 'copy'],
  ['Ctrl+V', false, 'Linux x86_64', 'send'],
  ['Ctrl+V', false, 'Win32', 'browser'],
  ['Ctrl+Shift+V', false, 'Linux x86_64', 'browser'],
  ['Shift+Insert', false, 'Linux x86_64', 'browser'],
  ['Meta+V', false, 'MacIntel', 'browser'],
  ['Ctrl+F', false, 'Linux x86_64', 'find'],
  ['Ctrl+F', false, 'MacIntel', 'send'],
  ['Meta+F', false, 'MacIntel', 'find'],
  ['Ctrl+Alt+F', false, 'Linux x86_64', 'send'],
  ['A', false, 'Linux x86_64', 'send'],
] as const)('%s (selection: %s) on %s', (keys, selection, platform, action) => {
  expect(keyAction(key(keys), selection, platform)).toBe(action);
});
