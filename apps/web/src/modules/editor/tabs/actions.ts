import { displayPath } from '@craftastic/contract/git-path';
import { confirm } from '../../../components/confirm.tsx';
import { toast } from '../../../components/toast.tsx';
import type { Buffer } from '../buffers/buffer.ts';
import { buffersOf } from '../buffers/buffers.ts';
import type { OpenRequest } from '../open-file.ts';
import { jumpOf, noteRecent, tabsOf } from './tab-store.ts';
import { closeTabs, movedPath, nameOf, openTab, retarget, type Tab, tabId } from './tabs.ts';

/** Shows what was asked for. */
export function showRequest(sessionId: string, request: OpenRequest): void {
  const preview = request.preview ?? false;
  if (request.kind === 'file') {
    const { path, line, column = 1, length = 0 } = request;
    jumpOf(sessionId).set({ path, line: line ?? null, column, length, focus: !preview });
    tabsOf(sessionId).set((state) => openTab(state, { kind: 'file', path, preview }));
    noteRecent(sessionId, path);
  } else {
    const { path, originalPath, left, right } = request;
    tabsOf(sessionId).set((state) => openTab(state, { kind: 'diff', path, originalPath, left, right, preview }));
  }
  closeUnused(sessionId);
}

/** Files that a tab shows: its own, and the right side of a diff against the worktree. */
export const bufferPath = (tab: Tab): string | null =>
  tab.kind === 'file' || tab.right === 'worktree' ? tab.path : null;

/** Buffers whose last tab was closed or replaced. A dirty one is never a preview, so nothing is lost here. */
function closeUnused(sessionId: string): void {
  const used = new Set(tabsOf(sessionId).get().tabs.map(bufferPath));
  const buffers = buffersOf(sessionId);
  for (const path of buffers.open.get().keys()) if (!used.has(path)) buffers.close(path, { discard: false });
}

/** Closes tabs, asking first for those that hold the last sight of unsaved text. */
export async function closeAsking(sessionId: string, ids: readonly string[]): Promise<void> {
  const store = tabsOf(sessionId);
  const buffers = buffersOf(sessionId);
  const closing = new Set(ids);
  const stays = new Set(
    store
      .get()
      .tabs.filter((tab) => !closing.has(tabId(tab)))
      .map(bufferPath),
  );
  const dirty = [
    ...new Set(
      store
        .get()
        .tabs.filter((tab) => closing.has(tabId(tab)))
        .map(bufferPath),
    ),
  ]
    .filter((path) => path !== null && !stays.has(path))
    .flatMap((path) => buffers.get(path ?? '') ?? [])
    .filter((buffer) => buffer.state.get().dirty && buffer.state.get().phase === 'ready');
  if (dirty.length > 0) {
    const [first] = dirty;
    const yes = await confirm({
      title:
        dirty.length === 1 && first
          ? `Close ${displayPath(nameOf(first.path))} without saving?`
          : `Close ${dirty.length} files without saving?`,
      body: 'What you typed since the last save will be lost.',
      action: 'Close without saving',
      danger: true,
    });
    if (!yes) return;
    for (const buffer of dirty) buffers.close(buffer.path, { discard: true });
  }
  store.set((state) => closeTabs(state, closing));
  closeUnused(sessionId);
}

/** Saves, and says so where it could not. A conflict shows itself in the editor. */
export async function saveBuffer(buffer: Buffer): Promise<boolean> {
  try {
    return await buffer.save();
  } catch (error) {
    toast.failed(`${displayPath(nameOf(buffer.path))} is not saved`, error);
    return false;
  }
}

export async function saveAll(sessionId: string): Promise<void> {
  const dirty = [...buffersOf(sessionId).open.get().values()].filter((buffer) => buffer.state.get().dirty);
  await Promise.all(dirty.map(saveBuffer));
}

/** A file or directory was renamed: its tabs follow, with what is typed in them. */
export async function followRename(sessionId: string, from: string, to: string): Promise<void> {
  const buffers = buffersOf(sessionId);
  const moves = [...buffers.open.get().keys()].flatMap((path) => {
    const target = movedPath(path, from, to);
    return target === null ? [] : [{ path, target }];
  });
  for (const { path, target } of moves) await buffers.rename(path, target);
  tabsOf(sessionId).set((state) => retarget(state, from, to));
}

/** Files or directories were deleted here: their tabs close, except where something typed would go with them. */
export function followRemoval(sessionId: string, paths: readonly string[]): void {
  const buffers = buffersOf(sessionId);
  const gone = (path: string) => paths.some((each) => path === each || path.startsWith(`${each}/`));
  tabsOf(sessionId).set((state) =>
    closeTabs(
      state,
      new Set(
        state.tabs
          .filter((tab) => tab.kind === 'file' && gone(tab.path) && !buffers.get(tab.path)?.state.get().dirty)
          .map(tabId),
      ),
    ),
  );
  closeUnused(sessionId);
}
