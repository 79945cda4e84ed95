import { pathFromBytes, pathToBytes } from '@craftastic/contract/git-path';
import type { TreeEntry } from '@craftastic/contract/repository';
import { GitError } from './git-error.ts';
import type { ObjectReader } from './object-reader.ts';

/** Above so many differences, or trees to look into, git itself is quicker. */
const MOST_ENTRIES = 1000;
const MOST_TREES = 400;

interface Entry {
  mode: string;
  oid: string;
}

/** Trees of a folder in both states; null where it is in one alone. */
interface Pair {
  path: Buffer;
  from: string | null;
  to: string | null;
}

/**
 * What differs between two trees, read tree by tree: a level of folders takes one question, and folders that are the same are
 * not looked into. Null where that is better left to git: too much differs, or something may have been renamed, which
 * git tells by contents. `size` is not told.
 */
export async function walkDifference(objects: ObjectReader, from: string, to: string): Promise<TreeEntry[] | null> {
  const entries: TreeEntry[] = [];
  let [isGone, isNew] = [false, false];
  let pairs: Pair[] = [{ path: Buffer.alloc(0), from, to }];
  while (pairs.length > 0) {
    const oids = [...new Set(pairs.flatMap((pair) => [pair.from, pair.to].filter((oid) => oid !== null)))];
    if (oids.length > MOST_TREES) return null;
    const trees = await treesOf(objects, oids);
    if (trees === null) return null;
    const below: Pair[] = [];
    for (const pair of pairs) {
      const [before, after] = [entriesOf(trees, pair.from), entriesOf(trees, pair.to)];
      for (const name of new Set([...before.keys(), ...after.keys()])) {
        const [was, is] = [before.get(name), after.get(name)];
        if (was?.oid === is?.oid && was?.mode === is?.mode) continue;
        const path = Buffer.concat([pair.path, Buffer.from(name, 'latin1')]);
        const [wasTree, isTree] = [treeOf(was), treeOf(is)];
        if (wasTree !== null || isTree !== null) {
          below.push({ path: Buffer.concat([path, SLASH]), from: wasTree, to: isTree });
        }
        const [wasFile, isFile] = [fileOf(was), fileOf(is)];
        if (wasFile && !isFile) isGone = true;
        if (isFile && !wasFile) isNew = true;
        if (wasFile || isFile) {
          const { mode, oid } = isFile ?? GONE;
          entries.push({ path: pathFromBytes(path), from: null, mode, oid, size: null });
        }
      }
      if (entries.length > MOST_ENTRIES || (isGone && isNew)) return null;
    }
    pairs = below;
  }
  return entries;
}

/** Object id of the tree at a path of a commit; null where there is none. */
export async function folderTree(objects: ObjectReader, commit: string, path: string): Promise<string | null> {
  const [read] = await objects.contents([commit]);
  let tree =
    read?.type === 'commit' ? (/^tree ([0-9a-f]+)\n/.exec(read.content.toString('latin1', 0, 80))?.[1] ?? null) : null;
  if (path === '') return tree;
  for (const name of Buffer.from(pathToBytes(path)).toString('latin1').split('/')) {
    if (tree === null) return null;
    const trees = await treesOf(objects, [tree]);
    tree = treeOf(trees?.get(tree)?.get(name));
  }
  return tree;
}

/** The entries of a tree by their names, which are bytes as Latin-1; null where there is no such tree. */
export async function entriesOfTree(objects: ObjectReader, tree: string): Promise<ReadonlyMap<string, Entry> | null> {
  return (await treesOf(objects, [tree]))?.get(tree) ?? null;
}

const SLASH = Buffer.from('/');
const NONE: ReadonlyMap<string, Entry> = new Map();
const entriesOf = (trees: ReadonlyMap<string, ReadonlyMap<string, Entry>>, oid: string | null) =>
  (oid === null ? undefined : trees.get(oid)) ?? NONE;
const fileOf = (entry: Entry | undefined) => (entry && entry.mode !== '040000' ? entry : null);
const GONE = { mode: null, oid: null };
const treeOf = (entry: Entry | undefined) => (entry?.mode === '040000' ? entry.oid : null);

async function treesOf(
  objects: ObjectReader,
  oids: readonly string[],
): Promise<Map<string, Map<string, Entry>> | null> {
  const contents = await objects.contents(oids);
  const trees = new Map<string, Map<string, Entry>>();
  for (const [at, oid] of oids.entries()) {
    const read = contents[at];
    if (read?.type !== 'tree') return null;
    trees.set(oid, parseTreeObject(read.content, oid.length / 2));
  }
  return trees;
}

/** A tree object: `100644 name`, NUL, and the object id in bytes, again and again. Names are bytes as Latin-1. */
export function parseTreeObject(content: Buffer, idBytes: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    // Git has not looked into it yet: a clone's objects are as its host sent them.
    if (space < at || end < space || end + idBytes >= content.length) {
      throw new GitError('GIT_FAILED', { message: 'The repository has a broken tree.', data: { output: '' } });
    }
    const oid = content.toString('hex', end + 1, end + 1 + idBytes);
    entries.set(content.toString('latin1', space + 1, end), {
      mode: modeOf(content.toString('latin1', at, space)),
      oid,
    });
    at = end + 1 + idBytes;
  }
  return entries;
}

/** As git tells it: old repositories have files of other modes, such as 100664. */
function modeOf(written: string): string {
  const mode = Number.parseInt(written, 8);
  const kind = mode & 0o170000;
  if (kind === 0o100000) return mode & 0o100 ? '100755' : '100644';
  return kind.toString(8).padStart(6, '0');
}
