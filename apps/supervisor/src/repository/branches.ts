import { branchRefs } from '@craftastic/git/refs';
import type { Layout } from './layout.ts';

/** All branches of an environment by name: where both have one, the local one's state is told. */
export async function branches(layout: Layout) {
  const refs = await branchRefs(layout.git);
  const local = new Map(refs.filter((ref) => !ref.remote).map((ref) => [ref.name, ref]));
  const remote = new Set(refs.filter((ref) => ref.remote).map((ref) => ref.name));
  return refs
    .filter((ref) => !ref.remote || !local.has(ref.name))
    .map((ref) => ({
      name: ref.name,
      local: local.has(ref.name),
      remote: remote.has(ref.name),
      head: ref.head,
      subject: ref.subject,
      authorName: ref.authorName,
      committedAt: ref.committedAt,
      ahead: ref.ahead,
      behind: ref.behind,
      worktree: ref.worktree,
    }));
}
