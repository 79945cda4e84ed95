import { displayPath } from '@craftastic/contract/git-path';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { paletteClass, paletteInputClass, paletteItemClass } from '../../app/command-palette.tsx';
import { overlayClass } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { openFile } from '../editor/open-file.ts';

interface QuickOpenProps {
  sessionId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Go to a file by a few letters of its path; `:42` after it goes to the line. */
export function QuickOpen({ sessionId, open, onOpenChange }: QuickOpenProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content aria-describedby={undefined} className={paletteClass}>
          <Dialog.Title className="sr-only">Go to file</Dialog.Title>
          <Files sessionId={sessionId} onDone={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Files({ sessionId, onDone }: { sessionId: string; onDone: () => void }) {
  const [text, setText] = useState('');
  const [, query = '', line] = /^(.*?)(?::(\d+))?$/s.exec(text) ?? [];
  const found = useQuery(
    orpc.files.find.queryOptions({ input: { sessionId, query, limit: 50 }, placeholderData: keepPreviousData }),
  );
  return (
    <Cmdk label="Files" shouldFilter={false} loop>
      <Cmdk.Input
        value={text}
        onValueChange={setText}
        placeholder="File name, or name:line"
        className={paletteInputClass}
      />
      {found.isError && <ErrorLine error={found.error} className="m-1.5" />}
      <Cmdk.List className="max-h-[min(440px,60vh)] overflow-y-auto p-1.5">
        {found.isSuccess && found.data.length === 0 && (
          <p className="px-2 py-6 text-center text-muted">No file of this name</p>
        )}
        {found.data?.map(({ path, positions }) => (
          <Cmdk.Item
            key={path}
            value={path}
            className={paletteItemClass}
            onSelect={() => {
              onDone();
              openFile(sessionId, path, line ? { line: Number(line) } : {});
            }}
          >
            <FoundPath path={path} positions={new Set(positions)} />
          </Cmdk.Item>
        ))}
      </Cmdk.List>
    </Cmdk>
  );
}

function FoundPath({ path, positions }: { path: string; positions: ReadonlySet<number> }) {
  const nameAt = path.lastIndexOf('/') + 1;
  const marked = (from: number, to: number) =>
    runs(path, positions, from, to).map((run) =>
      run.hit ? (
        <mark key={run.at} className="bg-transparent font-semibold text-accent-text">
          {displayPath(run.text)}
        </mark>
      ) : (
        <span key={run.at}>{displayPath(run.text)}</span>
      ),
    );
  return (
    <>
      <span className="shrink-0">{marked(nameAt, path.length)}</span>
      <span className="truncate text-faint text-sm">{marked(0, Math.max(0, nameAt - 1))}</span>
    </>
  );
}

/** The text cut where matched letters begin and end. */
function runs(path: string, positions: ReadonlySet<number>, from: number, to: number) {
  const out: { at: number; text: string; hit: boolean }[] = [];
  for (let at = from; at < to; at++) {
    const hit = positions.has(at);
    const last = out.at(-1);
    if (last?.hit === hit) last.text += path[at];
    else out.push({ at, text: path[at] ?? '', hit });
  }
  return out;
}
