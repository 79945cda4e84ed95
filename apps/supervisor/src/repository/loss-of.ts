import { join } from 'node:path';
import { hasHead } from '@craftastic/git/log';
import { branchOfStash, stashes } from '@craftastic/git/stashes';
import { exists } from '../exists.ts';
import { countChanges } from './apart.ts';
import type { Layout } from './layout.ts';
import { recordOf } from './records.ts';

/** Work that exists nowhere but in a session. */
export interface Loss {
  uncommitted: number;
  unpushed: number;
  stashes: number;
}

/**
 * What removing a session would leave behind: changed files, commits that no remote branch has, stashes made on its
 * branch. The commits and stashes stay in the bare repository, but out of sight; so they count.
 */
export async function lossOf(layout: Layout, sessionId: string): Promise<Loss> {
  const git = layout.worktreeGit(sessionId);
  const record = await recordOf(layout, sessionId);
  const isThere = await exists(join(layout.worktree(sessionId), '.git'));
  // Half made or half removed: nobody worked in it, or it was decided already.
  if (!record || !isThere) return { uncommitted: 0, unpushed: 0, stashes: 0 };
  const { branch } = record;
  const unpushed = (await hasHead(git))
    ? Number(await git.text(['rev-list', '--count', 'HEAD', '--not', '--remotes']))
    : 0;
  const own = (await stashes(git)).filter((stash) => branch !== null && branchOfStash(stash.message) === branch);
  return { uncommitted: await countChanges(git), unpushed, stashes: own.length };
}
