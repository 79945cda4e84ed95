import type { Thing } from '@craftastic/contract/things';
import { FileText } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { linkTarget, slugOf } from './link-target.ts';
import { renderMarkdown } from './markdown.ts';
import './prose.css';

interface RenderedProps {
  thing: Thing;
  /** Of the binding. */
  folder: string;
  /** As it was at a commit or a time: so are what its links lead to. */
  at?: string | undefined;
  onOpen: (id: string) => void;
}

/** The body as a page. Its links to Things open them here. */
export function Rendered({ thing, folder, at, onOpen }: RenderedProps) {
  const body = useRef<HTMLDivElement>(null);
  const path = thing.$source.path;
  const html = useMemo(() => renderMarkdown(thing.content ?? '', path), [thing.content, path]);

  // The HTML is not React's: it is put there, and its links are given their meaning, whenever it changes.
  useEffect(() => {
    const box = body.current;
    if (!box) return;
    box.innerHTML = html;
    for (const link of box.querySelectorAll('a')) {
      const target = linkTarget(thing, folder, link.getAttribute('href') ?? '');
      if (target.kind === 'web') {
        link.dataset.web = '';
        link.target = '_blank';
        link.rel = 'noreferrer noopener';
      } else if (target.kind === 'nowhere') {
        link.removeAttribute('href');
        link.dataset.nowhere = '';
        link.title = 'No Thing of this branch';
      } else if (target.kind === 'thing') {
        const here = new URL('/things', location.origin);
        const where: Record<string, string> =
          thing.session === null ? { branch: thing.branch } : { session: thing.session };
        here.search = new URLSearchParams({
          ns: thing.ns,
          ...where,
          ...(at !== undefined && { at }),
          id: target.id,
        }).toString();
        link.href = here.href;
        link.dataset.thing = target.id;
      }
    }
    // A fold of code that is wider than the page is scrolled by keys too.
    for (const block of box.querySelectorAll<HTMLElement>('pre, table')) block.tabIndex = 0;
    const end = new AbortController();
    box.addEventListener(
      'click',
      (event) => {
        const link = event.target instanceof Element ? event.target.closest('a') : null;
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const href = link.getAttribute('href') ?? '';
        if (href.startsWith('#')) {
          event.preventDefault();
          const wanted = linkTarget(thing, folder, href);
          for (const heading of box.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
            if (wanted.kind === 'heading' && slugOf(heading.textContent ?? '') === wanted.slug) {
              heading.scrollIntoView();
              return;
            }
          }
        } else if (link.dataset.thing !== undefined) {
          event.preventDefault();
          onOpen(link.dataset.thing);
        }
      },
      { signal: end.signal },
    );
    return () => end.abort();
  }, [html, thing, folder, at, onOpen]);

  if (thing.content === null) {
    return (
      <EmptyState icon={FileText} title="No body" className="h-auto py-10">
        This Thing is all data: its file is not Markdown.
      </EmptyState>
    );
  }
  if (thing.content.trim() === '') {
    return (
      <EmptyState icon={FileText} title="An empty body" className="h-auto py-10">
        The file has its frontmatter, and nothing below it.
      </EmptyState>
    );
  }
  return <div ref={body} className="prose-body" />;
}
