import { parseRange } from '@craftastic/contract/byte-range';
import { describe, expect, it } from 'vitest';
import { mergeKinds } from '../events/merge-kinds.ts';
import { worktreeChanges } from '../watch/worktree-changes.ts';
import { rankPaths, searchablePath } from './rank-paths.ts';
import { decodeText, encodeText } from './text-format.ts';

describe('a Range header', () => {
  it.each([
    [undefined, 10, null],
    ['bytes=0-0', 10, { start: 0, end: 0 }],
    ['bytes=2-', 10, { start: 2, end: 9 }],
    ['bytes=-3', 10, { start: 7, end: 9 }],
    ['bytes=-30', 10, { start: 0, end: 9 }],
    ['bytes=5-99', 10, { start: 5, end: 9 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=5-2', 10, null],
    ['bytes=-', 10, null],
    ['bytes=0-1,3-4', 10, null],
    ['lines=0-1', 10, null],
  ])('%s of %i', (header, size, expected) => {
    expect(parseRange(header, size)).toEqual(expected);
  });
});

describe('text', () => {
  it.each([
    ['a\r\nb\nc\n', 'a\nb\nc\n', 'a\r\nb\nc\n'],
    ['a\r\nb\nc\n', 'b\nc\n', 'b\nc\n'],
    ['a\r\nb\r\nc\n', 'a\nnew\nb\nc\n', 'a\r\nnew\r\nb\r\nc\n'],
    ['a\r\nb\n', 'a\nb\nc', 'a\r\nb\nc'],
    ['a\r\nb\nc', 'a\nb\nc\n', 'a\r\nb\nc\n'],
    ['x\r\nsame\ny\r\nsame\r\n', 'same\nsame\n', 'same\nsame\r\n'],
    ['a\r\nb\n', '', ''],
  ])('of mixed line ends: %j edited to %j', (before, edited, after) => {
    expect(encodeText(edited, { eol: 'lf', bom: false }, Buffer.from(before)).toString()).toBe(after);
  });

  it('is not what has a NUL, or bytes that are no UTF-8', () => {
    expect([decodeText(Buffer.from('a\0')), decodeText(Buffer.from([0xc3, 0x28]))]).toEqual([null, null]);
  });
});

describe('quick open', () => {
  const paths = [
    'src/index.ts',
    'src/terminal/attachment.ts',
    'src/terminal/terminal.ts',
    'packages/contract/src/terminal-frames.ts',
    'docs/terminal.md',
    'user_service/app/util_stats_enter.rs',
  ].map(searchablePath);
  const best = (query: string) => rankPaths(paths, query, 10).map(({ path }) => path);

  it.each([
    ['terminal.ts', 'src/terminal/terminal.ts'],
    ['frames', 'packages/contract/src/terminal-frames.ts'],
    ['tf', 'packages/contract/src/terminal-frames.ts'],
    ['terminal/att', 'src/terminal/attachment.ts'],
    ['contract', 'packages/contract/src/terminal-frames.ts'],
    ['INDEX', 'src/index.ts'],
  ])('of %j is first %s', (query, path) => {
    expect(best(query)[0]).toBe(path);
  });

  it('puts a name before a folder', () => {
    const found = best('terminal');
    expect(found.indexOf('src/terminal/terminal.ts')).toBeLessThan(found.indexOf('src/terminal/attachment.ts'));
  });

  it('says which characters matched', () => {
    const [first] = rankPaths(paths, 'index', 1);
    expect(first?.positions.map((at) => first.path[at]).join('')).toBe('index');
    expect(rankPaths(paths, 'zzzz', 10)).toEqual([]);
  });
});

describe('changes from the watcher', () => {
  it.each([
    ['created', 'deleted', undefined],
    ['created', 'changed', 'created'],
    ['deleted', 'created', 'changed'],
    ['changed', 'deleted', 'deleted'],
    [undefined, 'changed', 'changed'],
  ] as const)('%s, then %s', (earlier, later, expected) => {
    expect(mergeKinds(earlier, later)).toBe(expected);
  });

  const event = (path: string, type: 'create' | 'update' | 'delete' = 'update') => ({ path: `/w/${path}`, type });

  it('are named below the worktree, without git’s own and our temporary files', () => {
    expect(
      worktreeChanges('/w', [event('a', 'create'), event('.git'), event('d/.craftastic-abc.tmp'), event('.gitignore')]),
    ).toEqual([
      { path: 'a', kind: 'created' },
      { path: '.gitignore', kind: 'changed' },
    ]);
  });
});
