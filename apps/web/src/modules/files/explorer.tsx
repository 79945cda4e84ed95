import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronsDownUp, FilePlus2, FolderPlus, RefreshCw, Upload } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useStore } from '../../hooks/store.ts';
import { mayWriteIn, useMayWrite } from '../members/role.ts';
import { decorate } from './decorations.ts';
import { expandedOf, focusOf, namingOf } from './explorer-state.ts';
import { FileTree } from './file-tree.tsx';
import { parentOf, treeRows } from './tree.ts';
import { beginNew } from './tree-menu.ts';
import { uploadInto } from './upload.ts';
import { UploadsList } from './uploads-list.tsx';
import { useListings } from './use-listings.ts';

/** The files of the worktree. */
export function Explorer({ sessionId }: { sessionId: string }) {
  const queries = useQueryClient();
  const writes = useMayWrite(sessionId);
  const expanded = useStore(expandedOf(sessionId));
  const naming = useStore(namingOf(sessionId));
  const { listings, root } = useListings(sessionId, expanded);
  const changes = useQuery(orpc.git.status.queryOptions({ input: { sessionId } })).data?.changes;
  const decorations = useMemo(() => decorate(changes ?? []), [changes]);
  const rows = treeRows(listings, expanded, naming?.kind === 'new' ? naming : null);
  const [uploadTo, setUploadTo] = useState('');
  const picker = useRef<HTMLInputElement>(null);

  // Where the focus is: a new file belongs beside what the user looks at.
  const directory = () => {
    const { path } = focusOf(sessionId).get();
    if (path === null) return '';
    const row = rows.find((each) => each.kind === 'entry' && each.entry.path === path);
    return row?.kind === 'entry' && row.expanded !== undefined ? path : parentOf(path);
  };
  const upload = (to: string) => {
    setUploadTo(to);
    picker.current?.click();
  };
  const refresh = () => void queries.invalidateQueries({ queryKey: orpc.files.list.key({ input: { sessionId } }) });
  const latest = useRef({ directory, upload });
  useEffect(() => {
    latest.current = { directory, upload };
  });

  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'explorer.newFile',
          title: 'New file',
          group: 'File',
          shortcut: 'Mod+Alt+N',
          when: () => mayWriteIn(sessionId),
          run: () => beginNew(sessionId, latest.current.directory(), 'file'),
        },
        {
          id: 'explorer.newFolder',
          title: 'New folder',
          group: 'File',
          when: () => mayWriteIn(sessionId),
          run: () => beginNew(sessionId, latest.current.directory(), 'directory'),
        },
        {
          id: 'explorer.upload',
          title: 'Upload files',
          group: 'File',
          when: () => mayWriteIn(sessionId),
          run: () => latest.current.upload(latest.current.directory()),
        },
        {
          id: 'explorer.collapse',
          title: 'Collapse folders in explorer',
          group: 'View',
          run: () => expandedOf(sessionId).set(new Set()),
        },
      ],
      [sessionId],
    ),
  );

  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-9 shrink-0 items-center gap-0.5 pr-1.5 pl-3">
        <h2 className="flex-1 truncate font-medium text-muted text-sm">Files</h2>
        <IconButton
          size="sm"
          disabled={!writes}
          icon={FilePlus2}
          label="New file"
          onClick={() => beginNew(sessionId, directory(), 'file')}
        />
        <IconButton
          size="sm"
          disabled={!writes}
          icon={FolderPlus}
          label="New folder"
          onClick={() => beginNew(sessionId, directory(), 'directory')}
        />
        <IconButton
          size="sm"
          disabled={!writes}
          icon={Upload}
          label="Upload files"
          onClick={() => upload(directory())}
        />
        <IconButton size="sm" icon={RefreshCw} label="Read again" onClick={refresh} />
        <IconButton
          size="sm"
          icon={ChevronsDownUp}
          label="Collapse all"
          onClick={() => expandedOf(sessionId).set(new Set())}
        />
      </header>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])].map((file) => ({ path: file.name, file }));
          // The same file chosen again must be a change too.
          currentTarget.value = '';
          void uploadInto(sessionId, uploadTo, files);
        }}
      />
      <div className="min-h-0 flex-1">
        {root?.isError && root.data === undefined ? (
          <ErrorState error={root.error} title="The files can’t be read" onRetry={refresh} />
        ) : root?.data === undefined ? (
          <SkeletonRows rows={8} />
        ) : rows.length === 0 ? (
          <EmptyState
            title="No files yet"
            actions={writes && <Button onClick={() => beginNew(sessionId, '', 'file')}>New file</Button>}
          >
            {writes && 'Or drop some here.'}
          </EmptyState>
        ) : (
          <FileTree sessionId={sessionId} rows={rows} decorations={decorations} onUpload={upload} onRetry={refresh} />
        )}
      </div>
      <UploadsList sessionId={sessionId} />
    </div>
  );
}
