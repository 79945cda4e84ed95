import { pictureTypeOf } from '@craftastic/contract/picture-types';
import type { RenderedBody } from '@craftastic/contract/things';
import { useEffect, useMemo, useRef } from 'react';
import { cleanHtml } from './clean-html.ts';
import './prose.css';

interface RenderedPageProps {
  page: RenderedBody;
  /** A link to a Thing, by its id, or in a session's page to a file, by its path. */
  onOpen: (target: string) => void;
  /** The way to where a heading is written, by its line of the body. */
  onSource?: ((line: number) => void) | undefined;
  /** Where the bytes of a picture of a session's worktree are, by its path. */
  pictureUrl?: (path: string) => string;
}

/** A rendered body. Its HTML is cleaned once more. */
export function RenderedPage({ page, onOpen, onSource, pictureUrl }: RenderedPageProps) {
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
    if (pictureUrl)
      for (const place of box.querySelectorAll<HTMLElement>('[data-image][data-file]'))
        showPicture(place, pictureUrl, end.signal);
    box.addEventListener('click', (event) => follow(event, box, onOpen, onSource), { signal: end.signal });
    return () => end.abort();
  }, [html, headings, onOpen, onSource, pictureUrl]);

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

/** The server gives a worktree's bytes as bytes; what picture they are is said here, and holds for this <img> alone. */
async function showPicture(place: HTMLElement, urlOf: (path: string) => string, signal: AbortSignal): Promise<void> {
  const { file = '' } = place.dataset;
  const type = pictureTypeOf(file);
  if (type === undefined) return;
  // Without it the place goes on saying what should be here.
  const bytes = await fetch(urlOf(file), { signal }).then(
    (answer) => (answer.ok ? answer.blob() : null),
    () => null,
  );
  if (bytes === null || signal.aborted) return;
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  signal.addEventListener('abort', () => URL.revokeObjectURL(url));
  const picture = new Image();
  picture.src = url;
  picture.alt = place.textContent ?? '';
  place.replaceWith(picture);
}

function addSource(box: HTMLElement, slug: string, text: string, line: number): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'to-source';
  button.dataset.line = String(line);
  button.textContent = '✎';
  button.title = 'Go to its line';
  button.ariaLabel = `Go to the line of «${text}»`;
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
  onOpen: RenderedPageProps['onOpen'],
  onSource: RenderedPageProps['onSource'],
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
    return;
  }
  const target = link.dataset.thing ?? link.dataset.file;
  if (target === undefined) return;
  event.preventDefault();
  onOpen(target);
}
