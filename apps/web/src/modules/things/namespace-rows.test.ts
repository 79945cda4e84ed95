import type { Binding } from '@craftastic/contract/bindings';
import { describe, expect, test } from 'vitest';
import { namespaceRows, nsOfId, shortNs } from './namespace-rows.ts';

const binding = (ns: string, parentNs: string | null = null): Binding => ({
  ns,
  parentNs,
  environmentId: 'abcdefgh',
  repositoryUrl: 'https://example.org/r.git',
  path: '',
  defaultBranch: 'main',
  branchPatterns: [],
  contentPatterns: [],
  types: [],
  syncMode: 'pull',
  includeNested: false,
  previewTemplate: null,
  branches: 1,
  previews: [],
  syncStatus: 'synced',
  lastSyncAt: null,
  createdAt: '2026-01-01T00:00:00Z',
});
const drawn = (bindings: Binding[], folded: string[] = []) =>
  namespaceRows(bindings, new Set(folded)).map((row) => `${'  '.repeat(row.level - 1)}${row.ns}`);

describe('namespaceRows', () => {
  test('namespaces of branches stand below the one that they are of', () => {
    const previews = [{ ns: 'preview-x.a', branch: 'feature/x' }];
    const rows = namespaceRows([{ ...binding('a'), previews }, binding('a1', 'a')], new Set());
    expect(rows.map(({ ns, level, preview }) => [ns, level, preview])).toEqual([
      ['a', 1, null],
      ['a1', 2, null],
      ['preview-x.a', 2, { ns: 'a', branch: 'feature/x' }],
    ]);
  });

  test('children below their parents, by name', () => {
    const rows = [binding('b'), binding('a'), binding('a2', 'a'), binding('a1', 'a'), binding('a11', 'a1')];
    expect(drawn(rows)).toEqual(['a', '  a1', '    a11', '  a2', 'b']);
  });

  test('a shut row hides all below it', () => {
    expect(drawn([binding('a'), binding('a1', 'a'), binding('a11', 'a1')], ['a'])).toEqual(['a']);
  });

  test('a parent that is not bound has a row of its own', () => {
    const rows = namespaceRows([binding('child', 'parent')], new Set());
    expect(rows.map((row) => [row.ns, row.binding !== null, row.level])).toEqual([
      ['parent', false, 1],
      ['child', true, 2],
    ]);
  });

  test('a ring is cut, and each of it has one row', () => {
    expect(drawn([binding('a', 'c'), binding('b', 'a'), binding('c', 'b'), binding('d', 'b')])).toEqual([
      'a',
      '  b',
      '    c',
      '    d',
    ]);
    expect(drawn([binding('a', 'a')])).toEqual(['a']);
  });
});

test.each([
  ['https://docs.do/guide/a', 'https://docs.do/guide'],
  ['https://docs.do/guides', 'https://docs.do'],
  ['https://docs.do', 'https://docs.do'],
  ['https://docs.dot', null],
])('nsOfId(%s) is %s', (id, wanted) => {
  expect(nsOfId(id, ['https://docs.do', 'https://docs.do/guide'])).toBe(wanted);
});

test('shortNs drops the usual scheme alone', () => {
  expect([shortNs('https://docs.do'), shortNs('http://docs.do')]).toEqual(['docs.do', 'http://docs.do']);
});
