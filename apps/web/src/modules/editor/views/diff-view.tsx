import { displayPath } from '@craftastic/contract/git-path';
import { ArrowDown, ArrowUp, Columns2, FileSymlink, FileWarning, Rows2 } from 'lucide-react';
import type { editor } from 'monaco-editor/editor';
import { useEffect, useState } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useStore } from '../../../hooks/store.ts';
import { FileGone } from '../buffers/buffer.ts';
import { useBuffer, useBufferState } from '../buffers/use-buffer.ts';
import { editorSettings, toggleSetting } from '../editor-settings.ts';
import { useMonaco } from '../monaco/use-monaco.ts';
import { openFile } from '../open-file.ts';
import { tabsOf } from '../tabs/tab-store.ts';
import { type DiffTab, nameOf, pinTab, tabId } from '../tabs/tabs.ts';
import { DiffEditor } from './diff-editor.tsx';
import { shownText, sideName, useRevision } from './diff-sides.ts';
import { NotShown } from './not-shown.tsx';
import { useTextModel } from './use-text-model.ts';

/** Two sides of one file. The worktree's side is the open file itself: what is typed here is typed there. */
export function DiffView({ sessionId, tab }: { sessionId: string; tab: DiffTab }) {
  const { path, left, right } = tab;
  const monaco = useMonaco();
  const original = useRevision(sessionId, tab.originalPath ?? path, left);
  const other = useRevision(sessionId, path, right);
  const buffer = useBuffer(sessionId, right === 'worktree' ? path : null);
  const state = useBufferState(buffer);
  const gone = state?.phase === 'failed' && state.error instanceof FileGone;

  const leftModel = useTextModel(monaco.data, shownText(original.data), path);
  const rightModel = useTextModel(monaco.data, gone ? '' : right === 'worktree' ? null : shownText(other.data), path);
  const modified =
    right === 'worktree' && !gone ? (state?.phase === 'ready' ? (buffer?.model ?? null) : null) : rightModel;
  const [handle, setHandle] = useState<editor.IStandaloneDiffEditor | null>(null);
  const dirty = state?.dirty === true && state.phase === 'ready';
  const id = tabId(tab);

  useEffect(() => {
    if (dirty) tabsOf(sessionId).set((tabs) => pinTab(tabs, id));
  }, [sessionId, id, dirty]);

  const name = displayPath(nameOf(path));
  const failed = [monaco, original, other].find((each) => each.isError);
  if (failed)
    return (
      <ErrorState error={failed.error} title={`${name} can’t be compared`} onRetry={() => void failed.refetch()} />
    );
  const sides = [original.data, right === 'worktree' ? undefined : other.data];
  if (sides.some((side) => side?.binary || side?.tooLarge)) {
    const binary = sides.some((side) => side?.binary);
    return (
      <EmptyState icon={FileWarning} title={binary ? `${name} is binary` : `${name} is too large to compare`}>
        Only that it changed can be shown.
      </EmptyState>
    );
  }
  if (state?.phase === 'failed' && !gone) {
    return <NotShown sessionId={sessionId} path={path} error={state.error} onRetry={() => void buffer?.load()} />;
  }
  return (
    <>
      <DiffHeader
        sessionId={sessionId}
        tab={tab}
        onStep={(to) => handle?.goToDiff(to)}
        missing={{ left: original.data?.exists === false, right: gone || other.data?.exists === false }}
      />
      <div className="min-h-0 flex-1">
        {monaco.data && leftModel && modified ? (
          <DiffEditor
            monaco={monaco.data}
            sessionId={sessionId}
            original={leftModel}
            modified={modified}
            readOnly={right !== 'worktree' || gone || state?.readOnly === true}
            labels={{ original: `${name}, ${sideName(left)}`, modified: `${name}, ${sideName(right)}` }}
            handle={setHandle}
          />
        ) : (
          <SkeletonRows rows={9} className="px-6" />
        )}
      </div>
    </>
  );
}

interface DiffHeaderProps {
  sessionId: string;
  tab: DiffTab;
  missing: { left: boolean; right: boolean };
  onStep: (to: 'next' | 'previous') => void;
}

function DiffHeader({ sessionId, tab, missing, onStep }: DiffHeaderProps) {
  const { diffSideBySide } = useStore(editorSettings);
  const side = (name: string, absent: boolean) => (absent ? `${name} (no file)` : name);
  return (
    <div className="flex h-8 shrink-0 items-center gap-1 border-b px-3 text-muted text-sm">
      <span className="min-w-0 flex-1 truncate">
        {tab.originalPath && tab.originalPath !== tab.path && `${displayPath(tab.originalPath)} → `}
        {displayPath(tab.path)}
        <span className="ml-2 text-faint">
          {side(sideName(tab.left), missing.left)} ↔ {side(sideName(tab.right), missing.right)}
        </span>
      </span>
      <IconButton size="sm" icon={ArrowUp} label="Previous change" onClick={() => onStep('previous')} />
      <IconButton size="sm" icon={ArrowDown} label="Next change" onClick={() => onStep('next')} />
      <IconButton
        size="sm"
        icon={diffSideBySide ? Rows2 : Columns2}
        label={diffSideBySide ? 'Show inline' : 'Show side by side'}
        onClick={() => toggleSetting('diffSideBySide')}
      />
      <IconButton size="sm" icon={FileSymlink} label="Open file" onClick={() => openFile(sessionId, tab.path)} />
    </div>
  );
}
