import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { orpc } from '../../../api/client.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useStore } from '../../../hooks/store.ts';
import { downloadUrl } from '../../files/file-urls.ts';
import { RenderedPage } from '../../things/rendered-page.tsx';
import type { Buffer } from '../buffers/buffer.ts';
import { openFile } from '../open-file.ts';
import { showAsPage } from '../page-mode.ts';
import { jumpOf } from '../tabs/tab-store.ts';

/** Keys come faster than a page is made. */
const SETTLED_MS = 200;

/** A Markdown file as a page: as it is typed, saved or not. */
export function PageView({ buffer }: { buffer: Buffer }) {
  const { sessionId, path } = buffer;
  const text = useText(buffer);
  const page = useQuery({
    ...orpc.markdown.render.queryOptions({ input: { sessionId, path, text }, enabled: text.trim() !== '' }),
    placeholderData: keepPreviousData,
    // What was typed on the way is not looked at again.
    gcTime: 0,
  });
  const pictureUrl = useCallback((file: string) => downloadUrl(sessionId, file), [sessionId]);
  const open = useCallback((file: string) => openFile(sessionId, file), [sessionId]);
  const toLine = useCallback((line: number) => openFile(sessionId, path, { line }), [sessionId, path]);

  const jump = useStore(jumpOf(sessionId));
  useEffect(() => {
    if (jump?.path !== path) return;
    // A line is a place in the text.
    if (jump.line !== null) showAsPage(sessionId, path, false);
    else jumpOf(sessionId).set(null);
  }, [jump, sessionId, path]);

  if (text.trim() === '') return <EmptyState icon={FileText} title="An empty file" />;
  if (page.isPending) return <SkeletonRows rows={9} className="max-w-160 px-6" />;
  if (page.isError) return <ErrorState error={page.error} onRetry={() => void page.refetch()} />;
  return (
    <section aria-label="Page" className="h-full overflow-y-auto px-8 py-6">
      <RenderedPage page={page.data} onOpen={open} onSource={toLine} pictureUrl={pictureUrl} />
    </section>
  );
}

function useText({ model }: Buffer): string {
  const [text, setText] = useState(() => model?.getValue() ?? '');
  useEffect(() => {
    if (!model || model.isDisposed()) return;
    setText(model.getValue());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changes = model.onDidChangeContent(() => {
      clearTimeout(timer);
      timer = setTimeout(() => !model.isDisposed() && setText(model.getValue()), SETTLED_MS);
    });
    return () => {
      clearTimeout(timer);
      changes.dispose();
    };
  }, [model]);
  return text;
}
