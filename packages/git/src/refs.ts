import { commitDate } from './commit-date.ts';
import { textFields } from './fields.ts';
import { GitError } from './git-error.ts';
import type { Git } from './runner.ts';
import { worktreeList } from './worktree-list.ts';

export const REMOTE = 'origin';
const REMOTE_PREFIX = `refs/remotes/${REMOTE}/`;

/** A branch, local or of the remote, as for-each-ref tells it. */
export interface BranchRef {
  /** Without `refs/heads/` or `refs/remotes/origin/`. */
  name: string;
  ref: string;
  remote: boolean;
  head: string;
  upstream: string | null;
  ahead: number | null;
  behind: number | null;
  /** Where it is checked out. */
  worktree: string | null;
  authorName: string;
  committedAt: string;
  subject: string;
}

const FIELDS = [
  '%(refname)',
  '%(objectname)',
  '%(upstream:short)',
  '%(upstream:track,nobracket)',
  '%(authorname)',
  '%(committerdate:iso-strict)',
  '%(contents:subject)',
];

/** All branches, newest first. */
export async function branchRefs(git: Git): Promise<BranchRef[]> {
  const format = `--format=${FIELDS.join('%00')}%00`;
  const [{ stdout }, worktrees] = await Promise.all([
    git.run(['for-each-ref', format, '--sort=-committerdate', 'refs/heads', REMOTE_PREFIX]),
    // Not by %(worktreepath): that takes the HEAD of a bare repository for a checkout.
    worktreeList(git),
  ]);
  const paths = new Map(worktrees.map((worktree) => [worktree.branch, worktree.path]));
  return parseRefs(stdout).map((ref) => ({ ...ref, worktree: (!ref.remote && paths.get(ref.name)) || null }));
}

export function parseRefs(output: Uint8Array): Omit<BranchRef, 'worktree'>[] {
  const values = textFields(output);
  const branches: Omit<BranchRef, 'worktree'>[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; at += FIELDS.length) {
    const [refname = '', head = '', upstream = '', track = '', authorName = '', date = '', subject = ''] = values.slice(
      at,
      at + FIELDS.length,
    );
    const ref = refname.trimStart();
    const remote = ref.startsWith(REMOTE_PREFIX);
    const name = ref.slice(remote ? REMOTE_PREFIX.length : 'refs/heads/'.length);
    // A branch may point to something that is no commit; a symbolic HEAD of the remote is no branch.
    if ((remote && name === 'HEAD') || date === '') continue;
    const counted = upstream !== '' && track !== 'gone';
    branches.push({
      name,
      ref,
      remote,
      head,
      upstream: upstream === '' ? null : upstream,
      ahead: counted ? Number(/ahead (\d+)/.exec(track)?.[1] ?? 0) : null,
      behind: counted ? Number(/behind (\d+)/.exec(track)?.[1] ?? 0) : null,
      authorName,
      committedAt: commitDate(date),
      subject,
    });
  }
  return branches;
}

/**
 * Throws where `branch` can't be a branch's name. `--branch` and not `check-ref-format refs/heads/…`: only that refuses
 * a leading dash. It also expands `@{-1}`, so the name must come back unchanged.
 */
export async function checkBranchName(git: Git, branch: string): Promise<void> {
  const isShown = /^[^\p{Cc}\uFFFD]+$/u.test(branch) && branch !== 'HEAD';
  const checked = isShown
    ? await git.run(['check-ref-format', '--branch', branch], { expect: [0, 1, 128] })
    : undefined;
  if (checked?.exitCode !== 0 || checked.stdout.toString('utf8').trim() !== branch) {
    throw new GitError('BRANCH_INVALID', { data: { branch } });
  }
}

/** The commit that a ref or an object id names; null where there is none. */
export async function commitOf(git: Git, revision: string): Promise<string | null> {
  const { exitCode, stdout } = await git.run(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    { expect: [0, 1, 128] },
  );
  return exitCode === 0 ? stdout.toString('utf8').trim() : null;
}

/** What a user means by a branch or commit: the local branch, else the remote's, else a commit by its id. */
export async function resolveBase(git: Git, name: string): Promise<{ ref: string; commit: string }> {
  const candidates = /^[0-9a-f]{4,64}$/.test(name) ? [name] : [];
  for (const ref of [`refs/heads/${name}`, `${REMOTE_PREFIX}${name}`, `refs/remotes/${name}`, ...candidates]) {
    const commit = await commitOf(git, ref);
    if (commit !== null) return { ref, commit };
  }
  throw new GitError('BRANCH_NOT_FOUND', { message: `There is no branch ${name}.`, data: { branch: name } });
}

/** The branch that HEAD is on, also where it has no commit yet; null while HEAD is detached. */
export async function currentBranch(git: Git): Promise<string | null> {
  const { exitCode, stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { expect: [0, 1] });
  return exitCode === 0 ? stdout.toString('utf8').trim().replace('refs/heads/', '') : null;
}
