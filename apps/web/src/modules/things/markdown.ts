import DOMPurify from 'dompurify';
import { Marked, type RendererObject } from 'marked';

/**
 * The body of a Thing as HTML that is safe to put into the page. Bodies come from repositories, so they are hostile:
 * whatever marked makes of them goes through DOMPurify. MDX is read as Markdown and never evaluated; its tags and
 * expressions are shown as they are written, since what they would have drawn is unknown.
 */
export function renderMarkdown(content: string, path: string): string {
  return DOMPurify.sanitize(markdownToHtml(content, /\.mdx$/i.test(path)), {
    USE_PROFILES: { html: true },
    // No styles and classes: they could draw over what surrounds them. No ids: they could be taken for ours.
    FORBID_ATTR: ['style', 'class', 'id', 'name', 'tabindex', 'autofocus', 'target', 'accesskey', 'contenteditable'],
    FORBID_TAGS: [
      ...['style', 'form', 'input', 'button', 'select', 'textarea', 'dialog'],
      ...['img', 'audio', 'video', 'picture', 'source', 'track'],
    ],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

/** Apart from the cleaning, which needs a DOM. Not safe by itself. */
export function markdownToHtml(content: string, mdx: boolean): string {
  return (mdx ? mdxText : markdown).parse(content, { async: false });
}

const renderer: RendererObject = {
  // Nothing is fetched from another host by looking at a Thing, and files of a namespace have no address of their own.
  image: ({ text, href }) => `<span title="image">${escaped(text || href)}</span>`,
  checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
};
const asWritten: RendererObject = {
  html: ({ text, block }) =>
    block ? `<pre><code>${escaped(text.trim())}</code></pre>\n` : `<code>${escaped(text)}</code>`,
};
const markdown = new Marked({ gfm: true, renderer });
const mdxText = new Marked({ gfm: true, renderer: { ...renderer, ...asWritten } });

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
