import { expect, test } from 'vitest';
import { foldersOf, treeChanges } from './tree-changes.ts';

const file = (path: string, from: string | null = null) => ({ path, from, mode: '100644', oid: 'a', size: 1 });
const gone = (path: string) => ({ path, from: null, mode: null, oid: null, size: null });
const owns = (path: string) => !path.startsWith('theirs/');

test('only what the binding owns is told; a rename across its border is a new file or one that is gone', () => {
  const changes = treeChanges(
    [file('a'), gone('b'), file('theirs/c'), file('d', 'theirs/d'), file('theirs/e', 'e'), file('g', 'f')],
    owns,
  );
  expect(changes.files.map(({ path }) => path)).toEqual(['a', 'd', 'g']);
  expect(changes.removed).toEqual(['b', 'e', 'f']);
  expect([...changes.renames]).toEqual([['g', 'f']]);
});

test('two files that change places are both there', () => {
  const { files, removed, renames } = treeChanges([file('a', 'b'), file('b', 'a')], owns);
  expect([files.length, removed, renames.size]).toEqual([2, [], 2]);
});

test('links and submodules are what they are; a path too long for an index is left out', () => {
  const { files } = treeChanges(
    [{ ...file('l'), mode: '120000' }, { ...file('s'), mode: '160000' }, file('x'.repeat(1900))],
    owns,
  );
  expect(files.map(({ type }) => type)).toEqual(['symlink', 'submodule']);
});

test('folders above files, each once', () => {
  expect([...foldersOf(['a/b/c', 'a/b/d', 'e'])].sort()).toEqual(['a', 'a/b']);
});
