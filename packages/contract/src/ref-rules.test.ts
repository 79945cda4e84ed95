import { expect, test } from 'vitest';
import { matchesBranch, protectionOf, RefRules } from './ref-rules.ts';

test.each([
  ['main', 'main', true],
  ['main', 'main2', false],
  ['main', 'x/main', false],
  ['release/*', 'release/1', true],
  ['release/*', 'release/1/2', false],
  ['release/**', 'release/1/2', true],
  ['**', 'any/thing', true],
  ['*', 'any', true],
  ['*', 'any/thing', false],
  ['v*.*', 'v1.20', true],
  ['v*.*', 'v1', false],
  ['*-lts', '20-lts', true],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**/z', 'a/b/c', false],
  ['a.c', 'abc', false],
  ['[main]', 'm', false],
  ['ünï*', 'ünïcode', true],
])('%s takes %s: %s', (pattern, branch, expected) => {
  expect(matchesBranch(pattern, branch)).toBe(expected);
});

test('a hostile pair of pattern and branch is decided at once', () => {
  expect(matchesBranch(`${'*a'.repeat(100)}b`, 'a'.repeat(255))).toBe(false);
  expect(matchesBranch(`${'**/a/'.repeat(40)}b`, 'a/'.repeat(120))).toBe(false);
});

test('locked is stronger than protected, and only branches are either', () => {
  const rules = RefRules.parse({ protectedBranches: ['main', 'release/*'], lockedBranches: ['release/1'] });
  expect(protectionOf(rules, 'refs/heads/main')).toBe('protected');
  expect(protectionOf(rules, 'refs/heads/release/1')).toBe('locked');
  expect(protectionOf(rules, 'refs/heads/release/2')).toBe('protected');
  expect(protectionOf(rules, 'refs/heads/feature')).toBe(null);
  expect(protectionOf(rules, 'refs/tags/main')).toBe(null);
});
