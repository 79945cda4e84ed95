import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

/** In a record once its worktree is checked out whole: before that nobody has worked in it. */
const READY_FILE = 'craftastic-ready';

/** What git keeps of a worktree in the bare repository, `.git/worktrees/{name}`. */
export interface WorktreeRecord {
  directory: string;
  ready: boolean;
  /** Of its HEAD; null while detached. */
  branch: string | null;
}

/**
 * The record of a session's worktree. Git names a record after the directory, so it has the session's id; by the path
 * in it where an earlier record was in the way.
 */
export async function recordOf(layout: Layout, sessionId: string): Promise<WorktreeRecord | null> {
  const records = join(layout.bare, 'worktrees');
  const link = join(layout.worktree(sessionId), '.git');
  const names: string[] = await readdir(records).catch(() => []);
  for (const name of names.includes(sessionId) ? [sessionId] : names) {
    const directory = join(records, name);
    const target = await readFile(join(directory, 'gitdir'), 'utf8').catch(() => '');
    if (name !== sessionId && target.trim() !== link) continue;
    const [head, ready] = await Promise.all([
      readFile(join(directory, 'HEAD'), 'utf8').catch(() => ''),
      readFile(join(directory, READY_FILE)).then(
        () => true,
        () => false,
      ),
    ]);
    return { directory, ready, branch: /^ref: refs\/heads\/(.+)\n?$/.exec(head)?.[1] ?? null };
  }
  return null;
}

export async function markReady(record: WorktreeRecord): Promise<void> {
  await writeFile(join(record.directory, READY_FILE), '');
}

/** Drops one record. Never `git worktree prune`: that drops all whose directory it can't see at the moment. */
export async function dropRecord(record: WorktreeRecord): Promise<void> {
  await rm(record.directory, { recursive: true, force: true });
}
