import { pathFromBytes } from '@craftastic/contract/git-path';
import type { ObjectReader } from './object-reader.ts';
import { sizesOf } from './tree-entries.ts';
import { entriesOfTree, folderTree } from './walk-trees.ts';

/** Told of one folder. */
const MOST_ENTRIES = 10_000;

export interface FolderEntry {
  name: string;
  mode: string;
  oid: string;
  /** In bytes; null for a folder, a submodule, and what the repository lacks. */
  size: number | null;
}

/** What is in a folder of a commit, in git's order, or one name of it. Null where there is no folder. */
export async function folderEntries(
  objects: ObjectReader,
  commit: string,
  path: string,
  name?: string,
): Promise<FolderEntry[] | null> {
  const tree = await folderTree(objects, commit, path);
  const all = tree === null ? null : await entriesOfTree(objects, tree);
  if (all === null) return null;
  const entries = Array.from(all, ([bytes, { mode, oid }]) => ({
    name: pathFromBytes(Buffer.from(bytes, 'latin1')),
    mode,
    oid,
  }))
    .filter((entry) => name === undefined || entry.name === name)
    .slice(0, MOST_ENTRIES);
  const sizes = await sizesOf(
    objects,
    entries.filter(({ mode }) => mode !== '040000'),
  );
  return entries.map((entry) => ({ ...entry, size: sizes.get(entry.oid) ?? null }));
}
