import { displayPath } from '@craftastic/contract/git-path';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { useStore } from '../../../hooks/store.ts';
import type { Buffer } from '../buffers/buffer.ts';
import type { Monaco } from '../monaco/monaco.ts';
import { saveBuffer } from '../tabs/actions.ts';
import { nameOf } from '../tabs/tabs.ts';
import { Banner } from './banner.tsx';
import { DiffEditor } from './diff-editor.tsx';
import { useTextModel } from './use-text-model.ts';

/** The file changed on disk under an edit: both texts, and the choice. */
export function ConflictView({ monaco, buffer }: { monaco: Monaco; buffer: Buffer }) {
  const { conflict, saving, readOnly } = useStore(buffer.state);
  const disk = useTextModel(monaco, conflict?.text ?? '', buffer.path);
  const [merging, setMerging] = useState(false);
  const name = displayPath(nameOf(buffer.path));

  // Of another file: another choice.
  useEffect(() => {
    if (buffer) setMerging(false);
  }, [buffer]);

  const keep = () => {
    buffer.keepMine();
    void saveBuffer(buffer);
  };
  if (!buffer.model || !disk) return null;
  return (
    <>
      <Banner
        tone="warning"
        actions={
          merging ? (
            <>
              <Button size="sm" onClick={() => setMerging(false)}>
                Stop merging
              </Button>
              <Button size="sm" variant="primary" busy={saving} onClick={keep}>
                Save the merge
              </Button>
            </>
          ) : (
            <>
              <Button size="sm" variant="ghost" onClick={() => buffer.compareTexts(false)}>
                Decide later
              </Button>
              <Button size="sm" onClick={() => buffer.takeDisk()}>
                Take the disk’s
              </Button>
              <Button size="sm" onClick={() => setMerging(true)}>
                Merge by hand
              </Button>
              <Button size="sm" variant="primary" busy={saving} onClick={keep}>
                Keep mine
              </Button>
            </>
          )
        }
      >
        {merging
          ? 'Edit the right side; the arrows between the sides take what the disk has.'
          : `${name} changed on disk since you began to edit it. Nothing is overwritten until you choose.`}
      </Banner>
      <div aria-hidden className="flex shrink-0 border-b bg-surface text-muted text-sm">
        <span className="flex-1 px-3 py-0.5">On disk</span>
        <span className="flex-1 border-l px-3 py-0.5">Yours</span>
      </div>
      <div className="min-h-0 flex-1">
        <DiffEditor
          monaco={monaco}
          sessionId={buffer.sessionId}
          original={disk}
          modified={buffer.model}
          readOnly={readOnly || !merging}
          labels={{ original: `${name} on disk`, modified: `${name}, yours` }}
        />
      </div>
    </>
  );
}
