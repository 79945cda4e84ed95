import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

/** Bytes on disk, of all and of each session's worktree. Links are counted, not followed; a hard link counts once. */
export async function diskUsage(layout: Layout): Promise<{ total: number; worktrees: Record<string, number> }> {
  const seen = new Set<string>();
  const worktrees: Record<string, number> = {};
  let total = 0;
  for (const name of await readdir(layout.root).catch(() => [])) {
    if (name === 'worktrees') continue;
    total += await bytesBelow(Buffer.from(join(layout.root, name)), seen);
  }
  for (const name of await readdir(layout.worktrees).catch(() => [])) {
    const bytes = await bytesBelow(Buffer.from(join(layout.worktrees, name)), seen);
    worktrees[name] = bytes;
    total += bytes;
  }
  return { total, worktrees };
}

/** Paths in bytes: names need not be UTF-8. */
async function bytesBelow(path: Buffer, seen: Set<string>): Promise<number> {
  // Files come and go while they are counted.
  const stats = await lstat(path).catch(() => null);
  if (!stats) return 0;
  if (!stats.isDirectory() && stats.nlink > 1) {
    const key = `${stats.dev}:${stats.ino}`;
    if (seen.has(key)) return 0;
    seen.add(key);
  }
  let bytes = stats.blocks * 512;
  if (stats.isDirectory()) {
    for (const name of await readdir(path, { encoding: 'buffer' }).catch(() => [])) {
      bytes += await bytesBelow(Buffer.concat([path, SLASH, name]), seen);
    }
  }
  return bytes;
}

const SLASH = Buffer.from('/');
