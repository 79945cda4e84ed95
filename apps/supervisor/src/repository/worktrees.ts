import { basename, dirname, join } from 'node:path';
import { worktreeList } from '@craftastic/git/worktree-list';
import { exists } from '../exists.ts';
import type { Layout } from './layout.ts';

export interface WorktreeEntry {
  sessionId: string;
  branch: string | null;
  prunable: boolean;
}

/** The sessions' worktrees, as git knows them. Git calls no locked one prunable, so their directories are looked at. */
export async function worktrees(layout: Layout): Promise<WorktreeEntry[]> {
  const entries = (await worktreeList(layout.git)).filter((entry) => dirname(entry.path) === layout.worktrees);
  return Promise.all(
    entries.map(async ({ path, branch }) => ({
      sessionId: basename(path),
      branch,
      prunable: !(await exists(join(path, '.git'))),
    })),
  );
}
