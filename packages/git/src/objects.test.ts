import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathFromBytes } from '@craftastic/contract/git-path';
import { expect, test } from 'vitest';
import { sh, temporaryRepository } from '../test/repository.ts';
import { changedPaths, isAncestor, newCommits, parseLog } from './new-commits.ts';
import { ObjectReader } from './object-reader.ts';
import { blobSize, streamBlob } from './open-blob.ts';
import { readBlobs } from './read-blobs.ts';
import { gitDifference, hasTree, treeAt, treeDifference, wholeTree } from './tree-entries.ts';
import { folderTree, walkDifference } from './walk-trees.ts';

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
  await using objects = new ObjectReader(git);
  const [before, after] = [await treeAt(git, first, 'docs'), await treeAt(git, second, 'docs')];
  const whole = (await partsOf(wholeTree(git, after ?? ''))).flat();
  expect(whole.map(({ path }) => path).sort()).toEqual(names);
  expect(whole).toMatchObject([{ oid: blob, size: 4, mode: '100644' }, ...names.slice(1).map(() => ({}))]);
  const part = await treeDifference(git, objects, before ?? '', after ?? '');
  expect(part).toContainEqual({ path: 'a.md', from: null, mode: null, oid: null, size: null });
  expect(
    part
      .filter(({ mode }) => mode !== null)
      .map(({ path, size }) => [path, size])
      .sort(),
  ).toEqual(names.map((name) => [name, 4]));
  expect([await hasTree(objects, after ?? ''), await hasTree(objects, '0'.repeat(40))]).toEqual([true, false]);
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
  await using objects = new ObjectReader(repository.git);
  const before = await treeAt(repository.git, await repository.sh('rev-parse', 'HEAD'), '');
  await repository.sh('mv', 'a.md', 'c.md');
  const after = await treeAt(repository.git, await repository.commitAll('move'), '');
  expect(await treeDifference(repository.git, objects, before ?? '', after ?? '')).toMatchObject([
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
  await using objects = new ObjectReader(repository.git);
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
    for await (const part of readBlobs(objects, oids, limit, undefined)) {
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
  await using objects = new ObjectReader(repository.git);
  const oid = await repository.sh('rev-parse', 'HEAD:a');
  for await (const part of readBlobs(
    objects,
    Array.from({ length: 5000 }, () => oid),
    10,
    undefined,
  )) {
    expect(part.length).toBeGreaterThan(0);
    break;
  }
  const gone = AbortSignal.abort();
  await expect(readBlobs(objects, [oid], 10, gone).next()).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('the walk over two trees tells what git tells, or leaves it to git', async () => {
  await using repository = await temporaryRepository({
    'docs/a/one.md': '1',
    'docs/a/two.md': '2',
    'docs/b.md': 'b',
    'docs/run.sh': 'x',
  });
  await using objects = new ObjectReader(repository.git);
  const changes: [string, () => Promise<unknown>][] = [
    ['a change', () => repository.write('docs/a/one.md', 'one')],
    ['a new folder in a folder', () => repository.write('docs/c/d/e.md', 'e')],
    ['a mode', () => repository.sh('update-index', '--chmod=+x', 'docs/run.sh')],
    [
      'a link in place of a file',
      () => repository.sh('rm', '-q', 'docs/b.md').then(() => symlink('a', join(repository.directory, 'docs/b.md'))),
    ],
    ['files that go', () => repository.sh('rm', '-q', '-r', 'docs/a')],
    [
      'a folder in place of a file',
      () => repository.sh('rm', '-q', 'docs/b.md').then(() => repository.write('docs/b.md/c.md', 'c')),
    ],
    ['a rename', () => repository.sh('mv', 'docs/c/d/e.md', 'docs/f.md')],
    ['all of it gone', () => repository.sh('rm', '-q', '-r', 'docs').then(() => repository.write('x', 'x'))],
  ];
  let before = await repository.sh('rev-parse', 'HEAD');
  const left: string[] = [];
  for (const [name, change] of changes) {
    await change();
    if (name !== 'a mode') await repository.sh('add', '--all');
    await repository.sh('commit', '-q', '-m', name);
    const after = await repository.sh('rev-parse', 'HEAD');
    const trees = await Promise.all([before, after].map((commit) => repository.sh('rev-parse', `${commit}^{tree}`)));
    const walked = await walkDifference(objects, trees[0] ?? '', trees[1] ?? '');
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    if (walked === null) left.push(name);
    else expect(walked.sort(byPath), name).toEqual(await gitDifference(repository.git, trees[0] ?? '', trees[1] ?? ''));
    for (const path of ['docs', 'docs/c/d', 'docs/run.sh', 'none/x', '']) {
      expect(await folderTree(objects, after, path), `${name}: ${path}`).toBe(
        await treeAt(repository.git, after, path),
      );
    }
    before = after;
  }
  expect(left).toEqual(['a folder in place of a file', 'a rename', 'all of it gone']);
});

test('what comes later is found by a reader that has begun, packed anew as well', async () => {
  await using repository = await temporaryRepository({ 'a.md': 'a' });
  await using objects = new ObjectReader(repository.git);
  const missing = '3'.repeat(40);
  expect(await objects.info([missing])).toEqual([null]);
  await repository.write('b.md', 'later');
  await repository.commitAll('later');
  const oid = await repository.sh('rev-parse', 'HEAD:b.md');
  expect(await objects.info([oid, missing])).toEqual([{ type: 'blob', size: 5 }, null]);
  await repository.sh('repack', '-q', '-a', '-d', '-f');
  const both = await Promise.all([objects.contents([oid]), objects.contents([missing, oid])]);
  expect(both.flat().map((read) => read?.content.toString())).toEqual(['later', undefined, 'later']);
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
