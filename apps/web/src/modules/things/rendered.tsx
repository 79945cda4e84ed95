import type { Thing } from '@craftastic/contract/things';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { RenderedPage } from './rendered-page.tsx';

interface RenderedProps {
  thing: Thing;
  /** As it was at a commit or a time: so are what its links lead to. */
  at?: string | undefined;
  /** An older version. */
  version?: number | undefined;
  /** In place of its own body: what is being written. */
  content?: string;
  onOpen: (id: string) => void;
  /** The way to where a heading is written, by its line of the body. */
  onSource?: ((line: number) => void) | undefined;
}

/** The body as a page, as the content preview renders it. Its links to Things open them here. */
export function Rendered({ thing, at, version, content, onOpen, onSource }: RenderedProps) {
  const text = content ?? thing.content;
  const { ns, branch, session } = thing;
  const page = useQuery({
    ...orpc.things.render.queryOptions({
      input: {
        id: version === undefined ? thing.$id : `${thing.$id}@v${version}`,
        ns,
        ...(session === null ? { branch } : { session }),
        ...(at !== undefined && { at }),
        ...(content !== undefined && { content }),
      },
      enabled: text !== null && text.trim() !== '',
    }),
    placeholderData: keepPreviousData,
    // What was typed on the way is not looked at again.
    ...(content !== undefined && { gcTime: 0 }),
  });
  if (text === null) {
    return (
      <EmptyState icon={FileText} title="No body" className="h-auto py-10">
        This Thing is all data: its file is not Markdown.
      </EmptyState>
    );
  }
  if (text.trim() === '') {
    return (
      <EmptyState icon={FileText} title="An empty body" className="h-auto py-10">
        The file has its frontmatter, and nothing below it.
      </EmptyState>
    );
  }
  if (page.isPending) return <SkeletonRows rows={6} />;
  if (page.isError) return <ErrorState error={page.error} onRetry={() => void page.refetch()} />;
  return <RenderedPage page={page.data} onOpen={onOpen} onSource={onSource} />;
}
