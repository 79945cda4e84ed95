import {
  ClipboardCopy,
  Download,
  FileDiff,
  FilePlus2,
  FolderPlus,
  History,
  Pencil,
  Trash2,
  Upload,
} from 'lucide-react';
import type { MenuItem } from '../../components/menu.tsx';
import { openDiff, openFile } from '../editor/open-file.ts';
import { showFileHistory } from '../git/file-history.ts';
import { mayWriteIn } from '../members/role.ts';
import type { Decorations } from './decorations.ts';
import { namingOf, setExpanded } from './explorer-state.ts';
import { copyText, removeEntries } from './file-actions.ts';
import { download } from './file-urls.ts';
import { type EntryRow, isDirectory, parentOf } from './tree.ts';

/** Begins a new name in a directory, which opens for it. */
export function beginNew(sessionId: string, parent: string, type: 'file' | 'directory'): void {
  if (parent !== '') setExpanded(sessionId, [parent], true);
  namingOf(sessionId).set({ kind: 'new', parent, type });
}

interface TreeMenu {
  sessionId: string;
  /** The row that was clicked; undefined for the ground below the rows. */
  row: EntryRow | undefined;
  chosen: ReadonlySet<string>;
  decorations: Decorations;
  onUpload: (directory: string) => void;
}

export function treeMenu({ sessionId, row, chosen, decorations, onUpload }: TreeMenu): MenuItem[] {
  const entry = row?.entry;
  const directory = !entry ? '' : isDirectory(entry) ? entry.path : parentOf(entry.path);
  const disabled = !mayWriteIn(sessionId);
  const making: MenuItem[] = [
    { label: 'New file', icon: FilePlus2, disabled, onSelect: () => beginNew(sessionId, directory, 'file') },
    { label: 'New folder', icon: FolderPlus, disabled, onSelect: () => beginNew(sessionId, directory, 'directory') },
    { label: 'Upload files', icon: Upload, disabled, onSelect: () => onUpload(directory) },
  ];
  if (!entry) return making;
  const picked = chosen.has(entry.path) ? [...chosen] : [entry.path];
  const mark = decorations.files.get(entry.path);
  const single = picked.length === 1;
  return [
    ...(isDirectory(entry)
      ? [...making, 'separator' as const]
      : [
          { label: 'Open', onSelect: () => openFile(sessionId, entry.path) },
          ...(mark && mark.tint !== 'untracked'
            ? [
                {
                  label: 'Open changes',
                  icon: FileDiff,
                  onSelect: () => openDiff(sessionId, { path: entry.path, left: 'HEAD', right: 'worktree' }),
                },
              ]
            : []),
          {
            label: 'File history',
            icon: History,
            disabled: mark?.tint === 'untracked' || entry.ignored,
            onSelect: () => showFileHistory(sessionId, entry.path),
          },
          'separator' as const,
        ]),
    {
      label: single ? 'Copy path' : 'Copy paths',
      icon: ClipboardCopy,
      shortcut: 'Mod+C',
      onSelect: () => void copyText(picked.join('\n')),
    },
    {
      label: isDirectory(entry) ? 'Download as archive' : 'Download',
      icon: Download,
      disabled: !single,
      onSelect: () => download(sessionId, entry.path),
    },
    'separator',
    {
      label: 'Rename',
      icon: Pencil,
      shortcut: 'F2',
      disabled: disabled || !single,
      onSelect: () => namingOf(sessionId).set({ kind: 'rename', path: entry.path }),
    },
    {
      label: 'Delete',
      icon: Trash2,
      shortcut: 'Delete',
      danger: true,
      disabled,
      onSelect: () => void removeEntries(sessionId, picked),
    },
  ];
}
