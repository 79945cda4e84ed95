import { expect, test } from 'vitest';
import { namesOf, rebased, settleNamespaces } from './branch-namespaces.ts';

const TEMPLATE = 'https://preview-{branch}.docs.do';
const context = (id: number, branch: string, branchNs: string | null = null) => ({
  id,
  branch,
  template: TEMPLATE,
  branchNs,
});
const hashed = (branch: string) => namesOf(TEMPLATE, branch)[1];

test('branches that ask for one name get names of their own; the first has it without a hash', () => {
  const settled = settleNamespaces([context(1, 'feature/x'), context(2, 'fix/x'), context(3, 'fix/y')], new Set());
  expect([...settled]).toEqual([
    [1, 'https://preview-x.docs.do'],
    [2, hashed('fix/x')],
    [3, 'https://preview-y.docs.do'],
  ]);
  expect(hashed('fix/x')).toMatch(/^https:\/\/preview-x-[0-9a-z]{6}\.docs\.do$/);
});

test('a name stays with who has it, when another one is there before or the first one is gone', () => {
  const has = hashed('fix/x') ?? '';
  expect(settleNamespaces([context(2, 'fix/x', has)], new Set()).get(2)).toBe(has);
  const settled = settleNamespaces(
    [context(1, 'feature/x'), context(2, 'fix/x', 'https://preview-x.docs.do')],
    new Set(),
  );
  expect(settled.get(1)).toBe(hashed('feature/x'));
  expect(settled.get(2)).toBe('https://preview-x.docs.do');
});

test('names of others are not given again; without a template there is none', () => {
  expect(settleNamespaces([context(1, 'a/x')], new Set(['https://preview-x.docs.do'])).get(1)).toBe(hashed('a/x'));
  expect(settleNamespaces([{ ...context(1, 'a/x', 'https://old.do'), template: null }], new Set()).get(1)).toBeNull();
});

test('a label with its hash stays within what DNS allows', () => {
  const [, name = ''] = namesOf(TEMPLATE, `feature/${'very-long-'.repeat(20)}`);
  expect(new URL(name).hostname.split('.')[0]?.length).toBeLessThanOrEqual(63);
});

test.each([
  ['https://docs.do', 'https://x.docs.do'],
  ['https://docs.do/a/b', 'https://x.docs.do/a/b'],
  ['https://docs.dock', 'https://docs.dock'],
  ['https://other.do/a', 'https://other.do/a'],
])('%s is %s there', (id, expected) => expect(rebased(id, 'https://docs.do', 'https://x.docs.do')).toBe(expected));
