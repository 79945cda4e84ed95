import { displayPath } from '@craftastic/contract/git-path';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { paletteClass, paletteInputClass, paletteItemClass } from '../../app/command-palette.tsx';
import { overlayClass } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { returnFocus } from '../../components/focus-return.ts';
import { useStore } from '../../hooks/store.ts';
import { openFile } from '../editor/open-file.ts';
import { recentFilesOf, tabsOf } from '../editor/tabs/tab-store.ts';
import { activeTab } from '../editor/tabs/tabs.ts';
import { FileIcon } from './file-icon.tsx';
import { hasLetters, parseQuickOpen, runs } from './quick-open-query.ts';

interface QuickOpenProps {
  sessionId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Go to a file by a few letters of its path; `:42` after it goes to the line. */
export function QuickOpen({ sessionId, open, onOpenChange }: QuickOpenProps) {
  const chosen = useRef(false);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          aria-describedby={undefined}
          className={paletteClass}
          onOpenAutoFocus={() => {
            chosen.current = false;
          }}
          // The focus goes back where it was, unless a file was chosen: then the editor has it.
          onCloseAutoFocus={(event) => (chosen.current ? event.preventDefault() : returnFocus(event))}
        >
          <Dialog.Title className="sr-only">Go to file</Dialog.Title>
          <Files
            sessionId={sessionId}
            onDone={() => {
              chosen.current = true;
              onOpenChange(false);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Files({ sessionId, onDone }: { sessionId: string; onDone: () => void }) {
  const [text, setText] = useState('');
  const { query, ...place } = parseQuickOpen(text);
  const front = useStore(tabsOf(sessionId), (tabs) => activeTab(tabs)?.path);
  const recent = useStore(recentFilesOf(sessionId)).filter((path) => path !== front || text === '');
  const found = useQuery(
    orpc.files.find.queryOptions({
      input: { sessionId, query, limit: 50 },
      placeholderData: keepPreviousData,
      staleTime: 0,
    }),
  );
  const open = (path: string) => {
    onDone();
    openFile(sessionId, path, place);
  };
  const toLine = query === '' && place.line !== undefined && front !== undefined;
  // The file in front is the one that nobody goes to.
  const first = query === '' ? [...recent.filter((path) => path !== front), ...(front ? [front] : [])] : [];
  const known = new Set(first);
  const before = found.isPlaceholderData;
  const rest = (found.data ?? []).filter(({ path }) => !known.has(path) && (!before || hasLetters(query, path)));

  return (
    <Cmdk label="Files" shouldFilter={false} loop>
      <Cmdk.Input
        value={text}
        onValueChange={setText}
        placeholder="File name, name:line, or :line"
        className={paletteInputClass}
      />
      <Cmdk.List className="max-h-[min(440px,60vh)] overflow-y-auto p-1.5">
        {found.isError && <ErrorLine error={found.error} />}
        {found.isSuccess && !found.isPlaceholderData && first.length + rest.length === 0 && (
          <p className="px-2 py-6 text-center text-muted">No file of this name</p>
        )}
        {toLine ? (
          <Cmdk.Item value="line" className={paletteItemClass} onSelect={() => open(front)}>
            Go to line {place.line} of {displayPath(front)}
          </Cmdk.Item>
        ) : (
          <>
            {first.map((path) => (
              <FileItem key={path} path={path} positions={[]} note="recent" onSelect={() => open(path)} />
            ))}
            {rest.map(({ path, positions }) => (
              <FileItem key={path} path={path} positions={positions} onSelect={() => open(path)} />
            ))}
          </>
        )}
      </Cmdk.List>
    </Cmdk>
  );
}

interface FileItemProps {
  path: string;
  positions: readonly number[];
  note?: string;
  onSelect: () => void;
}

function FileItem({ path, positions, note, onSelect }: FileItemProps) {
  const nameAt = path.lastIndexOf('/') + 1;
  const hits = new Set(positions);
  const marked = (from: number, to: number) =>
    runs(path, hits, from, to).map((run) =>
      run.hit ? (
        <mark key={run.at} className="bg-transparent font-semibold text-accent-text">
          {displayPath(run.text)}
        </mark>
      ) : (
        <span key={run.at}>{displayPath(run.text)}</span>
      ),
    );
  return (
    <Cmdk.Item value={path} className={paletteItemClass} onSelect={onSelect}>
      <FileIcon name={path.slice(nameAt)} />
      <span className="shrink-0">{marked(nameAt, path.length)}</span>
      <span className="min-w-0 flex-1 truncate text-faint text-sm">{marked(0, Math.max(0, nameAt - 1))}</span>
      {note && <span className="shrink-0 text-faint text-xs">{note}</span>}
    </Cmdk.Item>
  );
}
