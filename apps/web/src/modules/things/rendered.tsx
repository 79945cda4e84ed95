import type { RenderedBody, Thing } from '@craftastic/contract/things';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { orpc } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { cleanHtml } from './clean-html.ts';
import './prose.css';

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
  return <Page page={page.data} onOpen={onOpen} onSource={onSource} />;
}

function Page({ page, onOpen, onSource }: { page: RenderedBody } & Pick<RenderedProps, 'onOpen' | 'onSource'>) {
  const body = useRef<HTMLDivElement>(null);
  const { headings } = page;
  const html = useMemo(() => cleanHtml(page.html), [page.html]);

  // The HTML is not React's: it is put there, and its links are given their meaning, whenever it changes.
  useEffect(() => {
    const box = body.current;
    if (!box) return;
    box.innerHTML = html;
    for (const link of box.querySelectorAll<HTMLAnchorElement>('a[data-web]')) {
      link.target = '_blank';
      link.rel = 'noreferrer noopener';
    }
    for (const mark of box.querySelectorAll('input')) mark.replaceWith(mark.checked ? '☑ ' : '☐ ');
    // A fold of code that is wider than the page is scrolled by keys too.
    for (const block of box.querySelectorAll<HTMLElement>('pre, table')) block.tabIndex = 0;
    if (onSource) for (const { slug, text, line } of headings) if (line !== null) addSource(box, slug, text, line);
    const end = new AbortController();
    box.addEventListener('click', (event) => follow(event, box, onOpen, onSource), { signal: end.signal });
    return () => end.abort();
  }, [html, headings, onOpen, onSource]);

  return (
    <>
      {page.fault !== null && (
        <p role="note" className="mb-3 rounded-md bg-warning-soft px-3 py-2 text-warning-text">
          {page.fault}
        </p>
      )}
      <div ref={body} className="prose-body" />
    </>
  );
}

function addSource(box: HTMLElement, slug: string, text: string, line: number): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'to-source';
  button.dataset.line = String(line);
  button.textContent = '✎';
  button.title = 'Open in a session';
  button.ariaLabel = `Open «${text}» in a session`;
  const heading = elementOf(box, `h-${slug}`);
  if (!heading) return;
  // Its name is what it says, without the button.
  heading.ariaLabel = text;
  heading.append(button);
}

const elementOf = (box: HTMLElement, id: string): Element | null => box.querySelector(`[id="${CSS.escape(id)}"]`);

function follow(
  event: MouseEvent,
  box: HTMLElement,
  onOpen: RenderedProps['onOpen'],
  onSource: RenderedProps['onSource'],
): void {
  if (!(event.target instanceof Element)) return;
  const line = event.target.closest<HTMLElement>('button.to-source')?.dataset.line;
  if (line !== undefined) {
    onSource?.(Number(line));
    return;
  }
  const link = event.target.closest('a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('#')) {
    event.preventDefault();
    elementOf(box, href.slice(1))?.scrollIntoView();
  } else if (link.dataset.thing !== undefined) {
    event.preventDefault();
    onOpen(link.dataset.thing);
  }
}
