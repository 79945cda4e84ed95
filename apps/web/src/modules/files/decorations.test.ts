import type { Change } from '@craftastic/contract/git';
import { expect, test } from 'vitest';
import { decorate } from './decorations.ts';

const change = (path: string, group: Change['group'], kind: Change['kind'] = 'modified'): Change => ({
  path,
  group,
  kind,
});

test('files have letters, directories above them their colour', () => {
  const { files, directories } = decorate([
    change('src/new.ts', 'untracked', 'added'),
    change('src/deep/a.ts', 'unstaged'),
    change('b.ts', 'staged', 'added'),
    change('b.ts', 'unstaged'),
    change('c.ts', 'conflicted', 'unmerged'),
  ]);
  expect([...files].map(([path, { letter }]) => `${letter} ${path}`)).toEqual([
    'U src/new.ts',
    'M src/deep/a.ts',
    'M b.ts',
    '! c.ts',
  ]);
  expect(Object.fromEntries(directories)).toEqual({ src: 'modified', 'src/deep': 'modified' });
});

test('the strongest change colours a directory, whatever comes first', () => {
  const changes = [change('a/b/x', 'conflicted', 'unmerged'), change('a/y', 'untracked', 'added')];
  for (const order of [changes, changes.toReversed()]) expect(decorate(order).directories.get('a')).toBe('conflict');
});

test('a whole new directory is decorated itself', () => {
  expect(decorate([change('dir/', 'untracked', 'added')]).files.get('dir')?.letter).toBe('U');
});
