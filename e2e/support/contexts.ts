import type { BranchContext } from '@craftastic/contract/bindings';
import { expect } from 'vitest';
import type { Client } from './craftastic.ts';

/** Wait until a namespace's context of a branch is as asked for. Syncs are not waited for by whoever pushes. */
export async function contextWhere(
  client: Client,
  { ns, branch }: { ns: string; branch: string },
  is: (context: BranchContext) => boolean,
): Promise<BranchContext> {
  const find = async () => (await client.bindings.branches({ ns })).find((one) => one.branch === branch);
  await expect
    .poll(
      async () => {
        const one = await find();
        return one ? is(one) || one : null;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  const found = await find();
  if (!found) throw new Error(`there is no context of ${branch}`);
  return found;
}

/** Wait until it is synced: at a commit, or at the one that it wants. */
export function synced(client: Client, place: { ns: string; branch: string }, commit?: string): Promise<BranchContext> {
  return contextWhere(
    client,
    place,
    (one) => one.syncStatus === 'synced' && one.commit !== null && (commit ?? one.head) === one.commit,
  );
}
