import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** No git holds the lock of a ref or of packed-refs for so long; who still has it was killed. */
const LOCK_AGE_MS = 10 * 60_000;

/** Removes locks of refs that a killed git left in a repository in which sessions work. */
export async function removeOldLocks(bare: string, now = Date.now()): Promise<void> {
  const folders = [bare, join(bare, 'refs')];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: folder !== bare, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.endsWith('.lock')) continue;
      const file = join(entry.parentPath, entry.name);
      const stats = await stat(file).catch(() => null);
      if (stats && now - stats.mtimeMs > LOCK_AGE_MS) await rm(file, { force: true });
    }
  }
}

/**
 * Removes what a git that was killed left in a bare repository: lock files, and packs it was writing. Only while no
 * other git can be at work there, which is until the first clone has ended.
 */
export async function removeStaleFiles(bare: string): Promise<void> {
  const names = await readdir(bare, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    const isLock = entry.name.endsWith('.lock') && !entry.parentPath.startsWith(join(bare, 'objects'));
    const isPart = /^tmp_(?:pack|idx|rev|obj)_/.test(entry.name);
    if (entry.isFile() && (isLock || isPart)) await rm(join(entry.parentPath, entry.name), { force: true });
  }
  // Quarantined objects of a fetch that never ended.
  for (const entry of await readdir(join(bare, 'objects')).catch(() => [])) {
    if (entry.startsWith('tmp_objdir-')) await rm(join(bare, 'objects', entry), { recursive: true, force: true });
  }
}
