import type { Change } from '@craftastic/contract/git';
import { openDiff, openFile } from '../editor/open-file.ts';

/**
 * Shows what a change is: staged as HEAD beside the index, unstaged as the index beside the disk; a new or conflicted
 * file by itself, where the conflict is to be edited.
 */
export function openChange(sessionId: string, change: Change, keep = false): void {
  const { path, group, originalPath } = change;
  const preview = !keep;
  if (change.submodule) return;
  if (group === 'conflicted' && change.conflict?.includes('deleted') !== true) openFile(sessionId, path, { preview });
  else if (group === 'untracked') openFile(sessionId, path, { preview });
  else if (group === 'staged') {
    openDiff(sessionId, {
      path,
      ...(originalPath !== undefined && { originalPath }),
      left: 'HEAD',
      right: 'index',
      preview,
    });
  } else openDiff(sessionId, { path, left: 'index', right: 'worktree', preview });
}
