import { textFields } from './fields.ts';
import type { Git } from './runner.ts';

export interface ListedWorktree {
  path: string;
  /** Null while detached, and for a bare repository. */
  branch: string | null;
}

/** All worktrees of the repository. */
export async function worktreeList(git: Git): Promise<ListedWorktree[]> {
  const { stdout } = await git.run(['worktree', 'list', '--porcelain', '-z']);
  return parseWorktrees(textFields(stdout));
}

/** Reads git-worktree(1) `list --porcelain -z`: attributes, and an empty field after each worktree. */
export function parseWorktrees(attributes: readonly string[]): ListedWorktree[] {
  const worktrees: ListedWorktree[] = [];
  for (const attribute of attributes) {
    const [name, value = ''] = /^(\S+) ?(.*)$/s.exec(attribute)?.slice(1) ?? [];
    if (name === 'worktree') worktrees.push({ path: value, branch: null });
    const last = worktrees.at(-1);
    if (name === 'branch' && last) last.branch = value.replace(/^refs\/heads\//, '');
  }
  return worktrees;
}
