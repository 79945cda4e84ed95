import type { Omitted } from '@craftastic/contract/repository';
import type { Binding, BranchContext } from '@craftastic/db/generated/client';
import type { RepositoryClient } from '../sandboxes/supervisor-client.ts';

type Repository = RepositoryClient['repository'];

/** What a context is to become: a branch of the upstream at a commit, or what a session has on disk. */
export interface Aim {
  commit: string;
  branch: string;
  /** Of the binding's folder; null where there is none. */
  tree: string | null;
  /** Null for a branch. */
  draft: Draft | null;
  entries(from: string | null, to: string): ReturnType<Repository['upstreamEntries']>;
  blobs(oids: string[], maxBytes: number): ReturnType<Repository['upstreamBlobs']>;
}

export interface Draft {
  /** Paths below the folder that are not as the commit has them. */
  uncommitted: ReadonlySet<string>;
  omitted: Omitted[];
}

/** Null where there is nothing to aim at: a branch without a head, a session without a commit. */
export async function aimOf(
  repository: Repository,
  context: BranchContext & { binding: Binding },
): Promise<Aim | null> {
  const { head, branch, session, binding } = context;
  if (session !== '') {
    const draft = await repository.draftTree({ sessionId: session, path: binding.path });
    if (draft.head === null) return null;
    return {
      commit: draft.head,
      // While HEAD is detached it keeps the branch that it was on.
      branch: draft.branch ?? branch,
      tree: draft.tree,
      draft: { uncommitted: new Set(draft.uncommitted), omitted: draft.omitted },
      entries: (from, to) => repository.draftEntries({ sessionId: session, from, to }),
      blobs: (oids, maxBytes) => repository.draftBlobs({ sessionId: session, oids, maxBytes }),
    };
  }
  if (head === null) return null;
  const { tree } = await repository.upstreamTree({ commit: head, path: binding.path });
  return {
    commit: head,
    branch,
    tree,
    draft: null,
    entries: (from, to) => repository.upstreamEntries({ from, to }),
    blobs: (oids, maxBytes) => repository.upstreamBlobs({ oids, maxBytes }),
  };
}
