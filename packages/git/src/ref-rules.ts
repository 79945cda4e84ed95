import { protectionOf, type RefRules } from '@craftastic/contract/ref-rules';
import { GitError } from './git-error.ts';
import { isAncestor } from './new-commits.ts';
import type { Git } from './runner.ts';

/** A ref that is to move. `before` is null for a new one, `after` for one that is to go. */
export interface RefUpdate {
  ref: string;
  before: string | null;
  after: string | null;
}

/**
 * Why a ref may not move so, as a sentence; null where it may. `git` has to see the objects of `after`, which a push
 * still has in quarantine. Whatever moves a ref of a hosted repository asks here: a push, and a commit of ours.
 */
export async function refusalOf(git: Git, rules: RefRules, update: RefUpdate): Promise<string | null> {
  const { ref, before, after } = update;
  const protection = protectionOf(rules, ref);
  if (protection === null) return null;
  const branch = ref.slice('refs/heads/'.length);
  if (protection === 'locked') return `${branch} is locked: it takes no push. Push to another branch.`;
  if (after === null) return `${branch} is protected: it can’t be deleted.`;
  if (before === null || (await isAncestor(git, before, after))) return null;
  return `${branch} is protected: it takes no force push. Merge or rebase onto it first.`;
}

/** The same as an error, for a commit that is ours to make. */
export async function requireAllowed(git: Git, rules: RefRules, update: RefUpdate): Promise<void> {
  const refusal = await refusalOf(git, rules, update);
  if (refusal === null) return;
  const branch = update.ref.slice('refs/heads/'.length);
  throw new GitError('PROTECTED_BRANCH', { message: refusal, data: { branch } });
}
