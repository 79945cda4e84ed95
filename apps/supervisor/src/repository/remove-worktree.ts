import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { dropRecord, recordOf } from './records.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Delete a session's directory and its record; the branch stays. The link to the repository goes first and the record
 * last, so that one cut off is found again as what it is: without the link nothing counts as work any more (`lossOf`).
 */
export async function removeWorktree(layout: Layout, sessionId: string): Promise<void> {
  const record = await recordOf(layout, sessionId);
  await removeTree(join(layout.worktree(sessionId), '.git'));
  await removeTree(layout.worktree(sessionId));
  if (record) await dropRecord(record);
}
