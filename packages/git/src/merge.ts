import { orConflicts, refuseOperation } from './conflicts.ts';
import { REMOTE, resolveBase } from './refs.ts';
import type { Git } from './runner.ts';
import { requireBranch } from './upstream.ts';

/** Merge a local or remote branch into HEAD's. */
export async function merge(git: Git, branch: string): Promise<void> {
  await refuseOperation(git);
  const { ref } = await resolveBase(git, branch);
  await orConflicts(git, () => mergeRef(git, ref));
}

/** Merge a ref by its full name, so that no branch's name is taken for an option or another ref. */
export async function mergeRef(git: Git, ref: string): Promise<void> {
  const message = mergeMessage(ref, await requireBranch(git));
  await git.run(['merge', '--no-autostash', `--message=${message}`, '--end-of-options', ref], { write: true });
}

/** The message that git makes for a short name; for a full one it would be "Merge branch 'refs/heads/…'". */
export function mergeMessage(ref: string, into: string): string {
  const remote = `refs/remotes/${REMOTE}/`;
  const source = ref.startsWith('refs/heads/')
    ? `branch '${ref.slice('refs/heads/'.length)}'`
    : ref.startsWith(remote)
      ? `remote-tracking branch '${REMOTE}/${ref.slice(remote.length)}'`
      : `commit '${ref}'`;
  return into === 'main' || into === 'master' ? `Merge ${source}` : `Merge ${source} into ${into}`;
}
