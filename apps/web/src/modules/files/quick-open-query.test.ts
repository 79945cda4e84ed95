import { expect, test } from 'vitest';
import { hasLetters, parseQuickOpen, type QuickOpenQuery, runs } from './quick-open-query.ts';

test.each<[string, QuickOpenQuery]>([
  ['', { query: '' }],
  ['app.ts', { query: 'app.ts' }],
  ['app.ts:12', { query: 'app.ts', line: 12 }],
  ['app.ts:12:3', { query: 'app.ts', line: 12, column: 3 }],
  ['app.ts:', { query: 'app.ts' }],
  ['app.ts:12:', { query: 'app.ts', line: 12 }],
  [':40', { query: '', line: 40 }],
  ['a:b', { query: 'a:b' }],
  [' x ', { query: 'x' }],
  ['x:0', { query: 'x' }],
])('%j is %j', (text, expected) => expect(parseQuickOpen(text)).toEqual(expected));

test.each([
  ['', 'README.md', true],
  ['rme', 'README.md', true],
  ['src app', 'src/app.ts', true],
  ['picture.svg', 'docs/base.md', false],
  ['aa', 'a.ts', false],
])('%j may stand for %s: %s', (query, path, expected) => expect(hasLetters(query, path)).toBe(expected));

test('matched letters are cut out', () => {
  const of = runs('src/app.ts', new Set([0, 4, 5]), 4, 10);
  expect(of.map((run) => (run.hit ? `[${run.text}]` : run.text))).toEqual(['[ap]', 'p.ts']);
});
