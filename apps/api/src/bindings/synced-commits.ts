import type { SyncedCommit } from '@craftastic/contract/bindings';
import type { Database } from '@craftastic/db/database';
import { readable } from '../things/readable.ts';

/** Events that are looked through for what a commit says: they hold whole lists of files, and are not found by commit. */
const LOOKED_THROUGH = 500;

/** The states that readers of a branch had, newest first; a commit that was synced again is there once, by its last time. */
export async function syncedCommits(
  database: Database,
  { ns, branch, limit }: { ns: string; branch?: string | undefined; limit: number },
): Promise<SyncedCommit[]> {
  const { client } = database;
  const context = await readable(database, { ns, branch });
  const states = await client.$queryRaw<{ commit: string; at: Date }[]>`
    SELECT commit, max(synced_at) AS at FROM git_branch_commits
    WHERE context_id = ${context.id} AND incarnation = ${context.incarnation}
    GROUP BY commit ORDER BY max(id) DESC LIMIT ${limit}`;
  const words = await client.$queryRaw<{ sha: string; message: string; author: string }[]>`
    SELECT DISTINCT ON (c.sha) c.sha, c.message, c.author ->> 'name' AS author
    FROM (SELECT data FROM events
        WHERE environment_id = ${context.binding.environmentId} AND verb IN ('git.push', 'git.branch.created')
        ORDER BY sequence DESC LIMIT ${LOOKED_THROUGH}) e,
      jsonb_to_recordset(e.data -> 'commits') AS c(sha text, message text, author jsonb)
    WHERE c.sha = ANY(${states.map(({ commit }) => commit)}::text[])`;
  const wordsOf = new Map(words.map((each) => [each.sha, each]));
  return states.map(({ commit, at }) => ({
    commit,
    syncedAt: at.toISOString(),
    message: wordsOf.get(commit)?.message ?? null,
    author: wordsOf.get(commit)?.author ?? null,
  }));
}
