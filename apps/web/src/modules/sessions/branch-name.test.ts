import { expect, test } from 'vitest';
import { branchNameProblem } from './branch-name.ts';

test.each(['main', 'feature/x', 'a.b', 'fix-1', 'größe', 'a/b/c', '@x'])('%s is fine', (name) =>
  expect(branchNameProblem(name)).toBeNull(),
);

test.each([
  '',
  'a b',
  'a..b',
  'a@{b',
  '@',
  '-x',
  'HEAD',
  'x.',
  'x/',
  '/x',
  'a//b',
  '.a',
  'a/.b',
  'a.lock',
  'a:b',
  'a\\b',
])('%j is refused', (name) => expect(branchNameProblem(name)).not.toBeNull());
