import type { RefRules } from '@craftastic/contract/ref-rules';
import { PUSH_TICKET_HEADER } from '@craftastic/contract/supervisor';
import { commitTree } from '@craftastic/git/commit-tree';
import { GitError } from '@craftastic/git/git-error';
import { moveBranch, pushBranch } from '@craftastic/git/move-upstream';
import { requireAllowed } from '@craftastic/git/ref-rules';
import { checkBranchName, commitOf } from '@craftastic/git/refs';
import type { Author } from '../session-context.ts';
import type { Layout } from './layout.ts';
import { upstreamGit } from './upstream.ts';

export interface UpstreamCommit {
  branch: string;
  /** What the commit is made on; the branch has to be there, but for one that is made new. */
  parent: string;
  create: boolean;
  changes: readonly { path: string; expected: string | null; base64: string | null }[];
  message: string;
  rules: RefRules;
  ticket: string;
}

/**
 * An edit as a commit on the upstream. Killed before the branch moves it leaves objects that nothing names; killed after,
 * whoever asks again finds the files as they wanted them.
 */
export async function commitUpstream(layout: Layout, author: Author | null, wanted: UpstreamCommit) {
  if (author === null) throw new GitError('GIT_IDENTITY_MISSING');
  const { branch, parent, create, message, rules } = wanted;
  const upstream = await upstreamGit(layout);
  const { hosted } = upstream;
  const git = upstream.git.with({
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  });
  await checkBranchName(git, branch);
  const ref = hosted ? `refs/heads/${branch}` : `refs/remotes/origin/${branch}`;
  const present = await commitOf(git, ref);
  if (create && present !== null) throw new GitError('BRANCH_EXISTS', { data: { branch } });
  if (!create && present !== parent) return { outcome: 'moved' as const, commit: present ?? parent };
  const changes = wanted.changes.map(({ path, expected, base64 }) => ({
    path,
    expected,
    content: base64 === null ? null : Buffer.from(base64, 'base64'),
  }));
  const commit = await commitTree(git, { parent, changes, message });
  if (commit === null && !create) return { outcome: 'unchanged' as const, commit: parent };
  const move = { branch, from: create ? null : parent, to: commit ?? parent };
  if (hosted) await requireAllowed(git, rules, { ref: `refs/heads/${branch}`, before: move.from, after: move.to });
  if (await (hosted ? moveBranch(git, move) : pushBranch(git, move, `${PUSH_TICKET_HEADER}: ${wanted.ticket}`))) {
    return { outcome: 'committed' as const, commit: move.to };
  }
  if (create) throw new GitError('BRANCH_EXISTS', { data: { branch } });
  return { outcome: 'moved' as const, commit: (await commitOf(git, ref)) ?? parent };
}
