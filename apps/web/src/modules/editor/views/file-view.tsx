import { displayPath } from '@craftastic/contract/git-path';
import { useEffect } from 'react';
import { Button } from '../../../components/button.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { tellFirstText } from '../../../hooks/first-text.ts';
import { useStore } from '../../../hooks/store.ts';
import { useMayWrite } from '../../members/role.ts';
import type { Buffer, BufferState } from '../buffers/buffer.ts';
import { useBuffer, useBufferState } from '../buffers/use-buffer.ts';
import { ConflictBanner } from '../conflicts/conflict-banner.tsx';
import { useMonaco } from '../monaco/use-monaco.ts';
import { shownAsPageOf } from '../page-mode.ts';
import { saveBuffer } from '../tabs/actions.ts';
import { tabsOf } from '../tabs/tab-store.ts';
import { nameOf, pinTab, tabId } from '../tabs/tabs.ts';
import { Banner } from './banner.tsx';
import { CodeEditor } from './code-editor.tsx';
import { ConflictView } from './conflict-view.tsx';
import { ImageView, isImage } from './image-view.tsx';
import { NotShown } from './not-shown.tsx';
import { PageView } from './page-view.tsx';

/** The file in front. */
export function FileView({ sessionId, path }: { sessionId: string; path: string }) {
  const picture = isImage(path);
  useEffect(() => {
    if (picture) tellFirstText();
  }, [picture]);
  if (picture) return <ImageView key={path} sessionId={sessionId} path={path} />;
  return <TextView sessionId={sessionId} path={path} />;
}

function TextView({ sessionId, path }: { sessionId: string; path: string }) {
  const buffer = useBuffer(sessionId, path);
  const state = useBufferState(buffer);
  const monaco = useMonaco().data;
  const dirty = state?.dirty === true && state.phase === 'ready';

  const asPage = useStore(shownAsPageOf(sessionId), (paths) => paths.has(path));
  const writes = useMayWrite(sessionId);
  useEffect(() => {
    if (dirty) tabsOf(sessionId).set((tabs) => pinTab(tabs, tabId({ kind: 'file', path, preview: false })));
  }, [sessionId, path, dirty]);

  // Here no plain editor is coming that could say so itself.
  const instead = state?.phase === 'failed' || (state?.conflict != null && state.comparing);
  useEffect(() => {
    if (instead) tellFirstText();
  }, [instead]);

  if (buffer && state?.phase === 'failed') {
    return <NotShown sessionId={sessionId} path={path} error={state.error} onRetry={() => void buffer.load()} />;
  }
  const ready = buffer && state?.phase === 'ready' && monaco ? { buffer, state, monaco } : null;
  if (!ready) return <SkeletonRows rows={9} className="max-w-160 px-6" />;
  if (ready.state.conflict && ready.state.comparing) {
    return <ConflictView monaco={ready.monaco} buffer={ready.buffer} />;
  }
  return (
    <>
      <StateBanner buffer={ready.buffer} state={ready.state} />
      <ConflictBanner sessionId={sessionId} buffer={ready.buffer} monaco={ready.monaco} />
      <div className="min-h-0 flex-1">
        {asPage ? (
          <PageView buffer={ready.buffer} />
        ) : (
          <CodeEditor monaco={ready.monaco} buffer={ready.buffer} readOnly={ready.state.readOnly || !writes} />
        )}
      </div>
    </>
  );
}

function StateBanner({ buffer, state }: { buffer: Buffer; state: BufferState }) {
  const name = displayPath(nameOf(buffer.path));
  if (state.conflict) {
    return (
      <Banner
        tone="warning"
        actions={
          <>
            <Button size="sm" onClick={() => buffer.takeDisk()}>
              Take the disk’s
            </Button>
            <Button size="sm" variant="primary" onClick={() => buffer.compareTexts(true)}>
              Compare
            </Button>
          </>
        }
      >
        {name} changed on disk since you began to edit it.
      </Banner>
    );
  }
  if (state.deleted) {
    return (
      <Banner
        tone="warning"
        actions={
          <Button size="sm" busy={state.saving} onClick={() => void saveBuffer(buffer)}>
            Save it again
          </Button>
        }
      >
        {name} was deleted on disk. This is the text it had.
      </Banner>
    );
  }
  if (state.readOnly) return <Banner tone="info">{name} is read-only on disk.</Banner>;
  return null;
}
