import { useMemo } from 'react';
import { type Command, useCommands } from '../../app/commands.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';
import { revealInExplorer } from '../files/reveal.ts';
import { showFileHistory } from '../git/file-history.ts';
import { activeEditorOf, runEditorAction } from './active-editor.ts';
import type { Buffer } from './buffers/buffer.ts';
import { buffersOf } from './buffers/buffers.ts';
import { toggleSetting } from './editor-settings.ts';
import { hasPage, showAsPage, shownAsPageOf } from './page-mode.ts';
import { bufferPath, closeAsking, saveAll, saveBuffer } from './tabs/actions.ts';
import { tabsOf } from './tabs/tab-store.ts';
import { activate, activeTab, neighbour, tabId } from './tabs/tabs.ts';

/** Monaco's own actions, under the keys that VS Code gives them. */
const ACTIONS = [
  { id: 'editor.action.gotoLine', title: 'Go to line', group: 'Go', shortcut: 'Ctrl+G' },
  { id: 'editor.action.quickOutline', title: 'Go to symbol in file', group: 'Go', shortcut: 'Mod+Shift+O' },
  { id: 'actions.find', title: 'Find in file', group: 'Edit', shortcut: 'Mod+F' },
  { id: 'editor.action.startFindReplaceAction', title: 'Replace in file', group: 'Edit', shortcut: 'Mod+H' },
  { id: 'editor.action.formatDocument', title: 'Format file', group: 'Edit', shortcut: 'Shift+Alt+F' },
  { id: 'editor.action.commentLine', title: 'Toggle line comment', group: 'Edit', shortcut: 'Mod+/' },
  { id: 'editor.action.rename', title: 'Rename symbol', group: 'Edit' },
  { id: 'editor.foldAll', title: 'Fold all', group: 'Edit' },
  { id: 'editor.unfoldAll', title: 'Unfold all', group: 'Edit' },
  { id: 'editor.action.marker.nextInFiles', title: 'Go to next problem', group: 'Go', shortcut: 'F8' },
];

export function useEditorCommands(sessionId: string): void {
  useCommands(
    useMemo(() => {
      const store = tabsOf(sessionId);
      const tab = () => activeTab(store.get());
      const ids = () => store.get().tabs.map(tabId);
      const front = (): Buffer | undefined => {
        const path = tab() ? bufferPath(tab() as NonNullable<ReturnType<typeof tab>>) : null;
        return path === null ? undefined : buffersOf(sessionId).get(path);
      };
      const step = (by: number) => {
        const id = neighbour(store.get(), by);
        if (id) store.set((state) => activate(state, id));
      };
      const revert = async () => {
        const buffer = front();
        if (!buffer) return;
        const yes = await confirm({
          title: 'Go back to what is on disk?',
          body: 'Undo still has what you typed.',
          action: 'Revert',
        });
        if (yes) await buffer.revert().catch((error: unknown) => toast.failed('The file is not read again', error));
      };
      const hasTab = () => tab() !== undefined;
      const hasFile = () => front() !== undefined;
      const commands: Command[] = [
        {
          id: 'file.save',
          title: 'Save',
          group: 'File',
          shortcut: 'Mod+S',
          when: hasFile,
          run: () => {
            const buffer = front();
            if (buffer) void saveBuffer(buffer);
          },
        },
        {
          id: 'file.saveAll',
          title: 'Save all',
          group: 'File',
          shortcut: 'Mod+Alt+S',
          when: hasTab,
          run: () => void saveAll(sessionId),
        },
        { id: 'file.revert', title: 'Revert file', group: 'File', when: hasFile, run: () => void revert() },
        {
          // Browsers keep Ctrl+W for themselves, except in a window of its own.
          id: 'file.close',
          title: 'Close tab',
          group: 'File',
          shortcut: ['Alt+W', 'Mod+W'],
          when: hasTab,
          run: () => {
            const { active } = store.get();
            if (active) void closeAsking(sessionId, [active]);
          },
        },
        {
          id: 'file.closeOthers',
          title: 'Close other tabs',
          group: 'File',
          when: () => store.get().tabs.length > 1,
          run: () =>
            void closeAsking(
              sessionId,
              ids().filter((id) => id !== store.get().active),
            ),
        },
        {
          id: 'file.closeAll',
          title: 'Close all tabs',
          group: 'File',
          shortcut: 'Mod+K Mod+W',
          when: hasTab,
          run: () => void closeAsking(sessionId, ids()),
        },
        {
          id: 'go.nextTab',
          title: 'Next tab',
          group: 'Go',
          shortcut: ['Alt+PageDown', 'Ctrl+PageDown', 'Ctrl+Tab'],
          when: hasTab,
          run: () => step(1),
        },
        {
          id: 'go.previousTab',
          title: 'Previous tab',
          group: 'Go',
          shortcut: ['Alt+PageUp', 'Ctrl+PageUp', 'Ctrl+Shift+Tab'],
          when: hasTab,
          run: () => step(-1),
        },
        {
          id: 'file.reveal',
          title: 'Reveal file in explorer',
          group: 'File',
          when: hasTab,
          run: () => {
            const path = tab()?.path;
            if (path) revealInExplorer(sessionId, path);
          },
        },
        {
          id: 'editor.page',
          title: 'Toggle Markdown page',
          group: 'Editor',
          shortcut: 'Mod+K V',
          when: () => hasPage(tab()?.path ?? ''),
          run: () => {
            const path = tab()?.path ?? '';
            showAsPage(sessionId, path, !shownAsPageOf(sessionId).get().has(path));
          },
        },
        {
          id: 'file.history',
          title: 'Show history of file',
          group: 'File',
          when: hasTab,
          run: () => {
            const path = tab()?.path;
            if (path) showFileHistory(sessionId, path);
          },
        },
        {
          id: 'file.copyPath',
          title: 'Copy path of file',
          group: 'File',
          shortcut: 'Shift+Alt+C',
          when: hasTab,
          run: () => void navigator.clipboard.writeText(tab()?.path ?? ''),
        },
        {
          id: 'editor.wordWrap',
          title: 'Toggle word wrap',
          group: 'Editor',
          shortcut: 'Alt+Z',
          run: () => toggleSetting('wordWrap'),
        },
        { id: 'editor.minimap', title: 'Toggle minimap', group: 'Editor', run: () => toggleSetting('minimap') },
        { id: 'editor.autoSave', title: 'Toggle auto save', group: 'Editor', run: () => toggleSetting('autoSave') },
        {
          id: 'editor.diffLayout',
          title: 'Toggle side-by-side diff',
          group: 'Editor',
          run: () => toggleSetting('diffSideBySide'),
        },
        ...ACTIONS.map(
          (action): Command => ({
            ...action,
            when: () => activeEditorOf(sessionId).get()?.getAction(action.id) != null,
            run: () => runEditorAction(sessionId, action.id),
          }),
        ),
      ];
      return commands;
    }, [sessionId]),
  );
}
