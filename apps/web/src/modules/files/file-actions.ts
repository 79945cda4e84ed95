import { displayPath } from '@craftastic/contract/git-path';
import { client } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';
import { openFile } from '../editor/open-file.ts';
import { followRemoval, followRename } from '../editor/tabs/actions.ts';
import { focusRow, setExpanded } from './explorer-state.ts';
import { ancestors, baseName, join, parentOf, topmost } from './tree.ts';

export async function createEntry(
  sessionId: string,
  parent: string,
  typed: string,
  type: 'file' | 'directory',
): Promise<void> {
  // A slash at the end asks for a directory, whichever button began it.
  const directory = type === 'directory' || typed.endsWith('/');
  const path = join(parent, typed.replace(/\/+$/, ''));
  try {
    await client.files.create({ sessionId, path, type: directory ? 'directory' : 'file' });
    setExpanded(sessionId, ancestors(path), true);
    focusRow(sessionId, path);
    if (!directory) openFile(sessionId, path);
  } catch (error) {
    toast.failed(`${displayPath(typed)} is not created`, error);
  }
}

export async function renameEntry(sessionId: string, from: string, to: string): Promise<boolean> {
  if (from === to) return true;
  try {
    await client.files.move({ sessionId, from, to });
    await followRename(sessionId, from, to);
    focusRow(sessionId, to);
    return true;
  } catch (error) {
    toast.failed(`${displayPath(baseName(from))} is not moved`, error);
    return false;
  }
}

/** Moves files and directories into a directory; stops at the first that can't go there. */
export async function moveInto(sessionId: string, paths: readonly string[], directory: string): Promise<void> {
  for (const path of topmost(paths)) {
    const inside = directory === path || directory.startsWith(`${path}/`);
    if (inside || parentOf(path) === directory) continue;
    if (!(await renameEntry(sessionId, path, join(directory, baseName(path))))) return;
  }
  if (directory !== '') setExpanded(sessionId, [directory], true);
}

export async function removeEntries(sessionId: string, chosen: readonly string[]): Promise<void> {
  const paths = topmost(chosen);
  const [first] = paths;
  if (first === undefined) return;
  const yes = await confirm({
    title: paths.length === 1 ? `Delete ${displayPath(baseName(first))}?` : `Delete ${count(paths.length, 'item')}?`,
    body: 'What is committed stays in git; everything else of it is gone.',
    action: 'Delete',
    danger: true,
  });
  if (!yes) return;
  try {
    // The contract takes a thousand at a time.
    for (let at = 0; at < paths.length; at += 1000) {
      await client.files.remove({ sessionId, paths: paths.slice(at, at + 1000) });
    }
    followRemoval(sessionId, paths);
  } catch (error) {
    toast.failed('Not everything is deleted', error);
  }
}

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    toast.failed('Nothing is copied', error);
  }
}
