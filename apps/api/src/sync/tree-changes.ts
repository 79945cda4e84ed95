import type { TreeEntry } from '@craftastic/contract/repository';
import { bytesOf } from '@craftastic/things/identity';

/** The longest path in bytes: it is a part of indexes, whose rows PostgreSQL keeps below 2704 bytes. */
const MOST_PATH_BYTES = 1800;

/** A file of a context, by its path below the folder. */
export interface SyncedFile {
  path: string;
  type: 'file' | 'symlink' | 'submodule';
  mode: string;
  oid: string;
  size: number | null;
}

export interface TreeChanges {
  files: SyncedFile[];
  removed: string[];
  /** New path → old path, of files on both sides of which the binding owns. */
  renames: Map<string, string>;
}

/** What differs in a tree, as far as the binding owns it. */
export function treeChanges(entries: readonly TreeEntry[], owns: (path: string) => boolean): TreeChanges {
  const changes: TreeChanges = { files: [], removed: [], renames: new Map() };
  for (const { path, from, mode, oid, size } of entries) {
    const isOurs = owns(path) && bytesOf(path) <= MOST_PATH_BYTES;
    if (from !== null && owns(from)) {
      changes.removed.push(from);
      if (isOurs) changes.renames.set(path, from);
    }
    if (!isOurs) continue;
    if (mode === null || oid === null) changes.removed.push(path);
    else changes.files.push({ path, type: typeOf(mode), mode, oid, size });
  }
  // Two files that change places: each path is gone under one name and there under the other.
  const there = new Set(changes.files.map(({ path }) => path));
  changes.removed = changes.removed.filter((path) => !there.has(path));
  return changes;
}

/** The folders that the paths lie in, without the top. */
export function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

function typeOf(mode: string): SyncedFile['type'] {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}
