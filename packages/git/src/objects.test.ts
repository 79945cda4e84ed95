import { randomBytes } from 'node:crypto';
import { pathFromBytes } from '@craftastic/contract/git-path';
import { expect, test } from 'vitest';
import { sh, temporaryRepository } from '../test/repository.ts';
import { changedPaths, isAncestor, newCommits, parseLog } from './new-commits.ts';
import { blobSize, streamBlob } from './open-blob.ts';
import { readBlobs } from './read-blobs.ts';
import { hasTree, treeAt, treeDifference, wholeTree } from './tree-entries.ts';

/** Names that a line-based or trusting parser loses, as bytes. */
const ODD = ['two\nlines', 'tab\there', '"quoted"', ':100644 x', `${'a'.repeat(40)}`, '\x02', 'caf\xe9', '-dash', ' '];

async function partsOf<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

/** A commit with a file of each odd name in `docs`, made from a tree because some can't be arguments. */
async function oddRepository() {
  const repository = await temporaryRepository({ 'docs/a.md': 'a\n', 'docs-old/b.md': 'b\n' });
  const { git } = repository;
  const blob = await git.text(['hash-object', '-w', '--stdin'], { write: true, input: 'odd\n' });
  const lines = ODD.map((name) => Buffer.from(`100644 blob ${blob}\t${name}\0`, 'latin1'));
  const tree = await git.text(['mktree', '-z'], { write: true, input: Buffer.concat(lines) });
  const root = await git.text(['mktree', '-z'], { write: true, input: `040000 tree ${tree}\tdocs\0` });
  const first = await repository.sh('rev-parse', 'HEAD');
  const second = await repository.sh('commit-tree', root, '-p', first, '-m', 'odd');
  return { ...repository, first, second, blob };
}
const names = ODD.map((name) => pathFromBytes(Buffer.from(name, 'latin1'))).sort();

test('trees are read whole and by their difference, whatever the names', async () => {
  await using repository = await oddRepository();
  const { git, first, second, blob } = repository;
  const [before, after] = [await treeAt(git, first, 'docs'), await treeAt(git, second, 'docs')];
  const whole = (await partsOf(wholeTree(git, after ?? ''))).flat();
  expect(whole.map(({ path }) => path).sort()).toEqual(names);
  expect(whole).toMatchObject([{ oid: blob, size: 4, mode: '100644' }, ...names.slice(1).map(() => ({}))]);
  const part = await treeDifference(git, before ?? '', after ?? '');
  expect(part).toContainEqual({ path: 'a.md', from: null, mode: null, oid: null, size: null });
  expect(
    part
      .filter(({ mode }) => mode !== null)
      .map(({ path, size }) => [path, size])
      .sort(),
  ).toEqual(names.map((name) => [name, 4]));
  expect([await hasTree(git, after ?? ''), await hasTree(git, '0'.repeat(40))]).toEqual([true, false]);
  await expect(partsOf(wholeTree(git, '0'.repeat(40)))).rejects.toMatchObject({ code: 'GIT_FAILED' });
  expect(await treeAt(git, first, 'doc')).toBeNull();
  expect(await treeAt(git, first, 'docs/a.md')).toBeNull();
});

test('a tree of many files is read whole', async () => {
  await using repository = await temporaryRepository({ 'a.md': 'a' });
  const blob = await repository.sh('rev-parse', 'HEAD:a.md');
  const paths = Array.from(
    { length: 5000 },
    (_, at) => `a file with a name of some length, so that there are parts ${at}`,
  );
  const input = paths.map((path) => `100644 blob ${blob}\t${path}\n`).join('');
  const tree = await repository.git.text(['mktree'], { write: true, input });
  const parts = await partsOf(wholeTree(repository.git, tree));
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.flat().map(({ path }) => path)).toEqual(paths.sort());
});

test('a rename has both paths', async () => {
  await using repository = await temporaryRepository({ 'a.md': 'one\ntwo\nthree\n', 'b.md': 'x' });
  const before = await treeAt(repository.git, await repository.sh('rev-parse', 'HEAD'), '');
  await repository.sh('mv', 'a.md', 'c.md');
  const after = await treeAt(repository.git, await repository.commitAll('move'), '');
  expect(await treeDifference(repository.git, before ?? '', after ?? '')).toMatchObject([
    { path: 'c.md', from: 'a.md', size: 14 },
  ]);
});

test('new commits have their files, oldest first, and none that is known', async () => {
  await using repository = await oddRepository();
  const { git, first, second } = repository;
  const { commits, truncated } = await newCommits(git, second, []);
  expect(truncated).toBe(false);
  expect(commits.map(({ sha, message }) => [sha, message])).toEqual([
    [first, 'first'],
    [second, 'odd'],
  ]);
  expect(commits[0]).toMatchObject({
    author: { name: 'Ada', email: 'ada@example.com' },
    added: ['docs-old/b.md', 'docs/a.md'],
  });
  expect([...(commits[1]?.added ?? [])].sort()).toEqual(names.map((name) => `docs/${name}`));
  expect(commits[1]?.removed.sort()).toEqual(['docs-old/b.md', 'docs/a.md']);
  expect((await newCommits(git, second, [first, '1'.repeat(40)])).commits.map(({ sha }) => sha)).toEqual([second]);
  expect((await changedPaths(git, first, second))?.length).toBe(ODD.length + 2);
  expect(await changedPaths(git, '1'.repeat(40), second)).toBeNull();
  expect([await isAncestor(git, first, second), await isAncestor(git, second, first)]).toEqual([true, false]);
});

test('a merge is told by what it brings to its first parent', async () => {
  await using repository = await temporaryRepository({ 'a.md': 'a' });
  const first = await repository.sh('rev-parse', 'HEAD');
  await repository.sh('switch', '-q', '-c', 'side');
  await repository.write('side.md', 's');
  await repository.commitAll('side');
  await repository.sh('switch', '-q', 'main');
  await repository.write('main.md', 'm');
  await repository.commitAll('main');
  await repository.sh('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  const { commits } = await newCommits(repository.git, await repository.sh('rev-parse', 'HEAD'), [first]);
  expect(Object.fromEntries(commits.map(({ message, added }) => [message, added]))).toEqual({
    side: ['side.md'],
    main: ['main.md'],
    merge: ['side.md'],
  });
});

test('a log that is cut off gives what is whole', () => {
  const id = 'b'.repeat(40);
  expect(parseLog(Buffer.from(`${id}\0A\0a@b\x002026-01-01T00:00:00Z\0s\0`))).toMatchObject([{ sha: id, added: [] }]);
  expect(parseLog(Buffer.from(''))).toEqual([]);
});

test('blobs come whole; those above the limit, missing or no blobs come without content', async () => {
  const large = randomBytes(300_000);
  await using repository = await temporaryRepository({});
  await repository.write('large', large);
  await repository.write('empty', '');
  for (let index = 0; index < 1200; index += 1) await repository.write(`f/${index}`, `file ${index}\n`);
  await repository.commitAll('many');
  const listed = (await sh(repository.directory, 'ls-tree', '-r', 'HEAD')).split('\n');
  const oidOf = new Map(listed.map((line) => [line.split('\t')[1] ?? '', line.split(/[ \t]/)[2] ?? '']));
  const tree = await repository.sh('rev-parse', 'HEAD^{tree}');
  const read = async (limit: number) => {
    const contents = new Map<string, Buffer | null>();
    const oids = [...new Set(oidOf.values()), tree, '2'.repeat(40)];
    for await (const part of readBlobs(repository.git, oids, limit, undefined)) {
      for (const { oid, content } of part) contents.set(oid, content);
    }
    expect(contents.size).toBe(oids.length);
    return contents;
  };
  const all = await read(1_000_000);
  expect(all.get(oidOf.get('large') ?? '')?.equals(large)).toBe(true);
  expect(all.get(oidOf.get('empty') ?? '')).toEqual(Buffer.alloc(0));
  for (const index of [0, 700, 1199])
    expect(all.get(oidOf.get(`f/${index}`) ?? '')?.toString()).toBe(`file ${index}\n`);
  expect([all.get(tree), all.get('2'.repeat(40))]).toEqual([null, null]);
  expect((await read(1000)).get(oidOf.get('large') ?? '')).toBeNull();
});

test('reading stops with its reader', async () => {
  await using repository = await temporaryRepository({ a: 'a', b: 'b' });
  const oid = await repository.sh('rev-parse', 'HEAD:a');
  for await (const part of readBlobs(
    repository.git,
    Array.from({ length: 5000 }, () => oid),
    10,
    undefined,
  )) {
    expect(part.length).toBeGreaterThan(0);
    break;
  }
  const gone = AbortSignal.abort();
  await expect(readBlobs(repository.git, [oid], 10, gone).next()).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('a large blob comes in parts, from wherever is asked', async () => {
  const large = randomBytes(900_000);
  await using repository = await temporaryRepository({});
  await repository.write('large', large);
  const oid = await repository.sh('hash-object', '-w', 'large');
  const { git } = repository;
  expect(await blobSize(git, oid)).toBe(large.length);
  expect(await blobSize(git, '2'.repeat(40))).toBeNull();
  expect(await blobSize(git, await repository.sh('write-tree'))).toBeNull();
  const { signal } = new AbortController();
  for (const [start, end] of [
    [0, large.length - 1],
    [0, 0],
    [399_999, 700_000],
    [large.length - 1, large.length - 1],
  ] as const) {
    const parts: Buffer[] = [];
    for await (const part of streamBlob(git, oid, { start, end }, signal)) parts.push(part);
    expect(Buffer.concat(parts).equals(large.subarray(start, end + 1)), `${start}-${end}`).toBe(true);
  }
  await expect(streamBlob(git, '2'.repeat(40), { start: 0, end: 9 }, signal).next()).rejects.toMatchObject({
    code: 'GIT_FAILED',
  });
});
