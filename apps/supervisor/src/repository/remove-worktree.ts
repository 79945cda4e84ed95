import type { Layout } from './layout.ts';
import { dropRecord, recordOf } from './records.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Delete a session's directory and its record; the branch stays. The record goes last, so that one cut off is found
 * again as what it is.
 */
export async function removeWorktree(layout: Layout, sessionId: string): Promise<void> {
  const record = await recordOf(layout, sessionId);
  await removeTree(layout.worktree(sessionId));
  if (record) await dropRecord(record);
}
