import { pathFromBytes } from '@craftastic/contract/git-path';
import { expect, test } from 'vitest';
import { temporaryRepository } from '../test/repository.ts';
import { commitTree } from './commit-tree.ts';
import { moveBranch } from './move-upstream.ts';
import { entryAt } from './tree-entries.ts';

const bytes = (text: string) => Buffer.from(text);

test('a commit changes the files that it names, and neither a worktree, an index nor a ref', async () => {
  await using repository = await temporaryRepository({ 'docs/a.md': 'a\n', 'run.sh': 'x\n' });
  const { git, sh } = repository;
  await sh('update-index', '--chmod=+x', 'run.sh');
  await sh('commit', '-q', '-m', 'executable');
  // A filter and a hook of the repository, which would both be seen.
  await sh('config', 'filter.loud.clean', 'tr a-z A-Z');
  await repository.write('.git/info/attributes', '* filter=loud\n');
  const parent = await sh('rev-parse', 'HEAD');
  const status = await sh('status', '--porcelain');
  const odd = pathFromBytes(Buffer.from('docs/caf\xe9\n.md', 'latin1'));
  const [a, run] = [await entryAt(git, parent, 'docs/a.md'), await entryAt(git, parent, 'run.sh')];
  const commit = await commitTree(git, {
    parent,
    changes: [
      { path: 'docs/a.md', expected: a?.oid ?? null, content: bytes('b\n') },
      { path: 'run.sh', expected: run?.oid ?? null, content: bytes('y\n') },
      { path: odd, expected: null, content: bytes('odd\n') },
    ],
    message: 'Änderung\n\n# stays\n\n',
  });
  expect(await sh('show', `${commit}:docs/a.md`)).toBe('b');
  expect((await entryAt(git, commit ?? '', 'run.sh'))?.mode).toBe('100755');
  expect(await entryAt(git, commit ?? '', odd)).toMatchObject({ mode: '100644' });
  expect(await sh('log', '-1', '--format=%P %an%n%B', commit ?? '')).toBe(`${parent} Ada\nÄnderung\n\n# stays`);
  expect([await sh('rev-parse', 'HEAD'), await sh('status', '--porcelain')]).toEqual([parent, status]);

  const gone = await commitTree(git, {
    parent: commit ?? '',
    changes: [{ path: odd, expected: (await entryAt(git, commit ?? '', odd))?.oid ?? null, content: null }],
    message: 'gone',
  });
  expect(await entryAt(git, gone ?? '', odd)).toBeNull();
});

test('what changes nothing is no commit', async () => {
  await using repository = await temporaryRepository({ 'a.md': 'a\n' });
  const parent = await repository.sh('rev-parse', 'HEAD');
  const expected = await repository.sh('rev-parse', 'HEAD:a.md');
  const changes = [{ path: 'a.md', expected, content: bytes('a\n') }];
  expect(await commitTree(repository.git, { parent, changes, message: 'none' })).toBeNull();
});

test.each([
  ['link', null, 'FILE_NAME_INVALID'],
  ['link/x.md', null, 'FILE_NAME_INVALID'],
  ['module', null, 'FILE_NAME_INVALID'],
  ['module/x.md', null, 'FILE_NAME_INVALID'],
  ['a.md/x.md', null, 'FILE_NAME_INVALID'],
  ['docs', null, 'FILE_NAME_INVALID'],
  ['../x.md', null, 'FILE_NAME_INVALID'],
  ['.git/config', null, 'FILE_NAME_INVALID'],
  ['docs/.GIT/config', null, 'FILE_NAME_INVALID'],
  ['a.md', null, 'FILE_CHANGED'],
  ['new.md', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', 'FILE_CHANGED'],
])('%s expected as %s is refused', async (path, expected, code) => {
  await using repository = await temporaryRepository({ 'a.md': 'a\n', 'docs/b.md': 'b\n' });
  const { git, sh } = repository;
  const target = await git.text(['hash-object', '-w', '--stdin'], { write: true, input: '/etc/passwd' });
  await sh('update-index', '--add', '--cacheinfo', `120000,${target},link`);
  await sh('update-index', '--add', '--cacheinfo', `160000,${await sh('rev-parse', 'HEAD')},module`);
  await sh('commit', '-q', '-m', 'odd');
  const parent = await sh('rev-parse', 'HEAD');
  const changes = [{ path, expected, content: bytes('x') }];
  await expect(commitTree(git, { parent, changes, message: 'x' })).rejects.toMatchObject({ code });
});

test('a branch moves from where it is expected, else it stays', async () => {
  await using repository = await temporaryRepository({ 'a.md': 'a\n' });
  const { git, sh } = repository;
  const first = await sh('rev-parse', 'HEAD');
  const second = await repository.commitAll('second');
  expect(await moveBranch(git, { branch: 'other', from: null, to: first })).toBe(true);
  expect(await moveBranch(git, { branch: 'other', from: null, to: second })).toBe(false);
  expect(await moveBranch(git, { branch: 'other', from: second, to: first })).toBe(false);
  expect(await moveBranch(git, { branch: 'other', from: first, to: second })).toBe(true);
  expect(await sh('rev-parse', 'other')).toBe(second);
});
