import { expect, it } from 'vitest';
import { breaches, packageOf } from './dependency-rule.ts';

const workspaces = [
  { folder: 'apps/web', name: '@craftastic/web', dependencies: ['@craftastic/contract', '@craftastic/git', 'react'] },
  { folder: 'apps/supervisor', name: '@craftastic/supervisor', dependencies: ['@craftastic/git'] },
  { folder: 'packages/git', name: '@craftastic/git', dependencies: [] },
  { folder: 'packages/contract', name: '@craftastic/contract', dependencies: ['zod'] },
];

const ofImport = (path: string, specifier: string, typeOnly = false) =>
  breaches([{ path, imports: [{ specifier, typeOnly }], barrel: false }], workspaces, ['vitest']);

it.each([
  ['apps/web/src/a.ts', '@craftastic/contract/ids'],
  ['apps/supervisor/src/a.ts', '@craftastic/git/status'],
  ['apps/web/src/a.tsx', 'react'],
  ['apps/web/src/a.test.ts', 'vitest'],
  ['apps/web/src/a.ts', './deep/b.ts'],
  ['packages/contract/src/a.ts', 'node:path'],
  ['scripts/a.ts', '@craftastic/git/status'],
  ['apps/supervisor/src/a.test.ts', '../../../packages/git/test/b.ts'],
])('lets %s import %s', (path, specifier) => expect(ofImport(path, specifier)).toEqual([]));

it.each([
  ['apps/web/src/a.ts', '@craftastic/git/status', 'apps/web may not import packages/git'],
  ['packages/contract/src/a.ts', '@craftastic/git/status', 'packages/contract may not import packages/git'],
  ['packages/git/src/a.ts', '@craftastic/web/app', 'packages/git may not import apps/web'],
  ['apps/web/src/a.ts', '../../supervisor/src/b.ts', 'leads out of apps/web'],
  ['apps/supervisor/src/a.ts', '../../../packages/git/test/b.ts', 'leads out of apps/supervisor'],
  ['apps/web/src/a.test.ts', '../../../packages/git/test/b.ts', 'leads out of apps/web'],
  ['packages/contract/src/a.ts', 'express', 'express is missing in the dependencies'],
])('keeps %s from %s', (path, specifier, fault) => {
  expect(ofImport(path, specifier)).toEqual([expect.stringContaining(fault)]);
});

it('finds a cycle, but none that types alone make', () => {
  const modules = (typeOnly: boolean) => [
    { path: 'apps/web/src/a.ts', imports: [{ specifier: './b.ts', typeOnly: false }], barrel: false },
    { path: 'apps/web/src/b.ts', imports: [{ specifier: './a.ts', typeOnly }], barrel: false },
  ];
  expect(breaches(modules(false), workspaces, [])).toEqual([
    'apps/web/src/a.ts: a cycle: apps/web/src/a.ts → apps/web/src/b.ts → apps/web/src/a.ts',
  ]);
  expect(breaches(modules(true), workspaces, [])).toEqual([]);
});

it('finds a barrel, and a workspace that nobody gave an arrow', () => {
  expect(breaches([{ path: 'scripts/index.ts', imports: [], barrel: true }], workspaces, [])).toHaveLength(1);
  const stranger = { folder: 'packages/new', name: '@craftastic/new', dependencies: [] };
  expect(breaches([{ path: 'packages/new/src/a.ts', imports: [], barrel: false }], [stranger], [])).toHaveLength(1);
});

it('names the package of a specifier', () => {
  expect(['@a/b/c/d', 'a/b', 'a'].map(packageOf)).toEqual(['@a/b', 'a', 'a']);
});
