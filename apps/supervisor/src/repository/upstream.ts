import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeEntry } from '@craftastic/contract/repository';
import { textFields } from '@craftastic/git/fields';
import { folderEntries } from '@craftastic/git/folder-entries';
import { isMerged } from '@craftastic/git/is-merged';
import { changedPaths, isAncestor, newCommits } from '@craftastic/git/new-commits';
import type { ObjectReader } from '@craftastic/git/object-reader';
import { readBlobs } from '@craftastic/git/read-blobs';
import type { Git } from '@craftastic/git/runner';
import { entryAt, hasTree, treeDifference, wholeTree } from '@craftastic/git/tree-entries';
import { folderTree } from '@craftastic/git/walk-trees';
import type { Layout } from './layout.ts';

/** Entries told at once. */
const PART = 1000;

/** The repository that has the upstream's objects first: `gitx.git` of a hosted one, else the clone. */
export async function upstreamGit(layout: Layout): Promise<{ git: Git; objects: ObjectReader; hosted: boolean }> {
  const hosted = await access(join(layout.hosted, 'HEAD')).then(
    () => true,
    () => false,
  );
  return hosted
    ? { git: layout.hostedGit, objects: layout.hostedObjects, hosted }
    : { git: layout.git, objects: layout.objects, hosted };
}

/**
 * Branches and tags by the upstream's own names. A clone's tags are left out: those of the remote and those that sessions
 * made are in one place.
 */
export async function upstreamRefs(layout: Layout): Promise<{ ref: string; commit: string }[]> {
  const { git, hosted } = await upstreamGit(layout);
  // A tag object is peeled; what is of no commit, such as a tag of a tree, is nothing that content could come from.
  const format = '--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00';
  const places = hosted ? ['refs/heads', 'refs/tags'] : ['refs/remotes/origin'];
  const values = textFields((await git.run(['for-each-ref', format, ...places])).stdout);
  const refs: { ref: string; commit: string }[] = [];
  for (let at = 0; at + 4 < values.length; at += 5) {
    const [name = '', type, id = '', peeledType, peeled = ''] = values.slice(at, at + 5);
    const ref = name.trimStart().replace(/^refs\/remotes\/origin\//, 'refs/heads/');
    const commit = type === 'commit' ? id : peeledType === 'commit' ? peeled : null;
    // A clone's origin/HEAD is a symbolic ref, and no branch.
    if (commit !== null && (hosted || ref !== 'refs/heads/HEAD')) refs.push({ ref, commit });
  }
  return refs;
}

export async function upstreamChange(
  layout: Layout,
  change: { before: string | null; after: string; known: string[] },
) {
  const { git } = await upstreamGit(layout);
  const { before, after, known } = change;
  const [{ commits, truncated }, paths, merged] = await Promise.all([
    newCommits(git, after, before === null ? known : [before, ...known]),
    before === null ? null : changedPaths(git, before, after),
    before === null ? true : isAncestor(git, before, after),
  ]);
  return { forced: !merged, commits, truncated, paths };
}

export async function upstreamMerged(layout: Layout, head: string, into: string) {
  return { merged: await isMerged((await upstreamGit(layout)).git, head, into) };
}

export async function upstreamTree(layout: Layout, commit: string, path: string) {
  return { tree: await folderTree((await upstreamGit(layout)).objects, commit, path) };
}

export async function upstreamFile(
  layout: Layout,
  { commit, path, maxBytes }: { commit: string; path: string; maxBytes: number },
) {
  const { git, objects } = await upstreamGit(layout);
  const entry = await entryAt(git, commit, path);
  if (entry === null) return null;
  let base64: string | null = null;
  if (entry.mode.startsWith('100')) {
    for await (const part of readBlobs(objects, [entry.oid], maxBytes, undefined)) {
      for (const { content } of part) base64 = content?.toString('base64') ?? null;
    }
  }
  return { ...entry, base64 };
}

export async function upstreamFolder(
  layout: Layout,
  { commit, path, name }: { commit: string; path: string; name?: string | undefined },
) {
  return { entries: await folderEntries((await upstreamGit(layout)).objects, commit, path, name) };
}

export async function* upstreamEntries(layout: Layout, from: string | null, to: string) {
  const { git, objects } = await upstreamGit(layout);
  return yield* entriesOf(git, objects, from, to);
}

export async function* upstreamBlobs(
  layout: Layout,
  oids: string[],
  maxBytes: number,
  signal: AbortSignal | undefined,
) {
  yield* blobsOf((await upstreamGit(layout)).objects, oids, maxBytes, signal);
}

/** What differs between two trees, in parts; `whole` where `from` is null or missing, and so all of `to` is told. */
export async function* entriesOf(
  git: Git,
  objects: ObjectReader,
  from: string | null,
  to: string,
): AsyncGenerator<TreeEntry[], { whole: boolean }, void> {
  if (from === null || !(await hasTree(objects, from))) {
    yield* wholeTree(git, to);
    return { whole: true };
  }
  const entries = await treeDifference(git, objects, from, to);
  for (let start = 0; start < entries.length; start += PART) yield entries.slice(start, start + PART);
  return { whole: false };
}

/** Contents of blobs in base64, in parts. */
export async function* blobsOf(
  objects: ObjectReader,
  oids: string[],
  maxBytes: number,
  signal: AbortSignal | undefined,
) {
  for await (const part of readBlobs(objects, oids, maxBytes, signal)) {
    yield part.map(({ oid, content }) => ({ oid, base64: content?.toString('base64') ?? null }));
  }
}
