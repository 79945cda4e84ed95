import { expect, it } from 'vitest';
import { worktreeChanges } from './worktree-changes.ts';

const created = (path: string) => ({ path: `/w/${path}`, type: 'create' as const });

it('names each path once, by what became of it in the end', () => {
  const events = [created('a'), { path: '/w/a', type: 'update' as const }, { path: '/w/b', type: 'delete' as const }];
  expect(worktreeChanges('/w', events)).toEqual([
    { path: 'a', kind: 'created' },
    { path: 'b', kind: 'deleted' },
  ]);
});

it('leaves out what is git’s own, and what lies elsewhere', () => {
  expect(worktreeChanges('/w', [created('.git'), created('.git/index'), { path: '/wide/a', type: 'create' }])).toEqual(
    [],
  );
});

it('takes what happens in a nested repository for a change of its folder', () => {
  const events = [created('lib/.git/refs/heads/main'), created('lib/.git/HEAD'), created('lib/.gitignore')];
  expect(worktreeChanges('/w', events)).toEqual([
    { path: 'lib', kind: 'changed' },
    { path: 'lib/.gitignore', kind: 'created' },
  ]);
});

it('names 1,000 paths, and no path where there are more', () => {
  const many = (count: number) => Array.from({ length: count }, (_, number) => created(`f${number}`));
  expect(worktreeChanges('/w', many(1000))).toHaveLength(1000);
  expect(worktreeChanges('/w', many(1001))).toBeNull();
});
