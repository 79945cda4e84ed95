import { expect, test } from 'vitest';
import { temporaryRepository } from '../test/repository.ts';
import { isMerged } from './is-merged.ts';

/** `main` and a branch of two commits that change one file each. */
async function scene() {
  const repository = await temporaryRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const { sh, write, commitAll } = repository;
  await sh('switch', '--quiet', '-c', 'feature');
  await write('a.txt', 'a, better\n');
  await commitAll('better a');
  await write('new.txt', 'new\n');
  const head = await commitAll('new');
  await sh('switch', '--quiet', 'main');
  await write('c.txt', 'c\n');
  await commitAll('meanwhile');
  const merged = async () => isMerged(repository.git, head, await sh('rev-parse', 'main'));
  return { ...repository, head, merged };
}

test('not by other changes, nor by a part of its own', async () => {
  await using s = await scene();
  expect(await s.merged()).toBe(false);
  await s.sh('cherry-pick', 'feature~1');
  expect(await s.merged()).toBe(false);
});

test.each([
  ['a merge', ['merge', '--quiet', '--no-edit', 'feature']],
  ['its commits one by one', ['cherry-pick', 'main..feature']],
])('by %s', async (_name, args) => {
  await using s = await scene();
  await s.sh(...args);
  expect(await s.merged()).toBe(true);
});

test('by a squash, also after more commits', async () => {
  await using s = await scene();
  await s.sh('merge', '--quiet', '--squash', 'feature');
  await s.commitAll('feature (#1)');
  expect(await s.merged()).toBe(true);
  await s.write('a.txt', 'a, better yet\n');
  await s.commitAll('later');
  expect(await s.merged()).toBe(true);
});

test('not where the histories have nothing in common, or a commit is missing', async () => {
  await using s = await scene();
  await s.sh('switch', '--quiet', '--orphan', 'other');
  const other = await s.commitAll('other');
  expect(await isMerged(s.git, s.head, other)).toBe(false);
  expect(await isMerged(s.git, '1'.repeat(40), other)).toBe(false);
});
