import type { Stats } from 'node:fs';
import { link, lstat, rename, unlink } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';
import { systemCode } from '../system-code.ts';
import { fromPath, resolvePath } from './resolve-path.ts';

/**
 * Rename or move, never over something. rename(2) overwrites, and Node has no renameat2 with NOREPLACE: so a file gets
 * its new name as a second link, which fails where the name is taken, then loses the old one. Directories can't be
 * linked; they are looked up first, and rename(2) itself refuses all but an empty directory in their place.
 */
export async function moveEntry(workspace: string, from: string, to: string): Promise<void> {
  await using source = await resolvePath(workspace, from);
  const stats = await lstat(source.at).catch((error: unknown) => {
    throw fromPath(error, from);
  });
  try {
    await using target = await resolvePath(workspace, to, { makeParents: true });
    if (source.key === target.key) return;
    const present = await lstatOrNull(target.at);
    if (present) {
      if (!isCaseOnly(from, to, stats, present)) throw contractError('FILE_EXISTS', { data: { path: to } });
      return await rename(source.at, target.at);
    }
    if (stats.isDirectory()) return await rename(source.at, target.at);
    try {
      await link(source.at, target.at);
    } catch (error) {
      // File systems without links, and kernels that protect other users' files from them.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(systemCode(error) ?? '')) throw error;
      return await rename(source.at, target.at);
    }
    await unlink(source.at);
  } catch (error) {
    throw fromPath(error, to);
  }
}

/** Where the file system takes no notice of case, README is there already when Readme becomes README. */
function isCaseOnly(from: string, to: string, source: Stats, target: Stats): boolean {
  return from.toLowerCase() === to.toLowerCase() && source.ino === target.ino && source.dev === target.dev;
}

async function lstatOrNull(path: Buffer): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
