import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

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
