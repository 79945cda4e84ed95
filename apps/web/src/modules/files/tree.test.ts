import type { Entry } from '@craftastic/contract/files';
import { expect, test } from 'vitest';
import {
  ancestors,
  type Listing,
  nameProblem,
  type Row,
  shownDirectories,
  sortEntries,
  topmost,
  treeRows,
  typeAhead,
} from './tree.ts';

const entry = (path: string, type: Entry['type'] = 'file'): Entry => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  type,
  size: 0,
  ignored: false,
});
const listed = (...entries: Entry[]): Listing => ({ entries, error: null });
const draw = (rows: Row[]) =>
  rows.map((row) => `${' '.repeat(row.level - 1)}${row.kind === 'entry' ? row.entry.name : row.kind}`);

const listings = new Map<string, Listing>([
  ['', listed(entry('src', 'directory'), entry('lib', 'directory'), entry('a.ts'))],
  ['src', listed(entry('src/deep', 'directory'), entry('src/b.ts'))],
]);

test('open directories show their entries, what is not read yet that it comes', () => {
  expect(draw(treeRows(listings, new Set(['src', 'src/deep']), null))).toEqual([
    'src',
    ' deep',
    '  loading',
    ' b.ts',
    'lib',
    'a.ts',
  ]);
});

test('a name being typed stands first in its directory', () => {
  expect(draw(treeRows(listings, new Set(['src']), { parent: 'src', type: 'file' })).slice(0, 3)).toEqual([
    'src',
    ' new',
    ' deep',
  ]);
});

test('a directory below a shut one is not asked for', () => {
  expect(shownDirectories(new Set(['src', 'lib/deep', 'src/deep']))).toEqual(['', 'src', 'src/deep']);
});

test('directories come first, numbers in their order, links by what they lead to', () => {
  const names = sortEntries([
    entry('file10'),
    entry('file2'),
    entry('B'),
    entry('a'),
    { ...entry('link'), type: 'symlink', target: 'directory' },
    entry('z', 'directory'),
  ]).map((each) => each.name);
  expect(names).toEqual(['link', 'z', 'a', 'B', 'file2', 'file10']);
});

test('only the topmost of chosen paths count', () => {
  expect(topmost(['src/a', 'src', 'src2/a', 'x', 'x'])).toEqual(['src', 'src2/a', 'x']);
  expect(ancestors('a/b/c')).toEqual(['a', 'a/b']);
});

test('typing goes to the next fitting row, and stays while more fits', () => {
  const rows = treeRows(new Map([['', listed(entry('alpha'), entry('beta'), entry('almond'))]]), new Set(), null);
  expect([
    typeAhead(rows, 0, 'a'),
    typeAhead(rows, 2, 'al'),
    typeAhead(rows, 2, 'alp'),
    typeAhead(rows, 1, 'x'),
  ]).toEqual([2, 2, 0, 1]);
});

test.each<[string, boolean]>([
  ['a.ts', true],
  ['a/b/c.ts', true],
  ['a/', true],
  ['.gitignore', true],
  ['/a', false],
  ['..', false],
  ['a/../b', false],
  ['a//b', false],
  ['.git', false],
  ['.git/hooks', false],
  ['taken', false],
  ['ä'.repeat(128), false],
])('%s is a name: %s', (name, good) => expect(nameProblem(name, new Set(['taken'])) === null).toBe(good));
