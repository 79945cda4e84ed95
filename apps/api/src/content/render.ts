import { contentPath, pathAt } from '@craftastic/contract/content-path';
import { linkTarget } from '@craftastic/things/links';
import type { Element, ElementContent, Nodes, Root } from 'hast';
import type { Root as MarkdownRoot } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import remarkRehype, { type Options as ToHtml } from 'remark-rehype';
import { unified } from 'unified';

export interface Body {
  text: string;
  mdx: boolean;
  ns: string;
  /** Below the binding's folder. */
  path: string;
  /** Ids that there is a Thing of. */
  known: string[];
  /** Namespace of its files, where that is not the host's own. */
  filesOf: string | null;
  /** A commit or time that links to Things stay at. */
  at: string | null;
  /** For the explorer and not for a page of the content host: the query of its address, to which an id is added. */
  explorer?: string;
  /** For the editor of a session: its address, to which a file is added. Links and pictures name files of the worktree. */
  session?: string;
  /** Where headings lead to their line of the file: the address that opens it, and the line that the text begins at. */
  source?: { href: string; line: number };
}

export interface Rendered {
  html: string;
  headings: {
    level: number;
    text: string;
    slug: string;
    /** Of the text, from 1; null for one of HTML. */
    line: number | null;
  }[];
  /** Why it is shown otherwise than it was meant. */
  fault: string | null;
}

/** Classes of our own sheet; a body that names one looks like it, and no more. */
const CLASSES = ['mdx', 'mdx-name', 'mdx-props', 'mdx-expression', 'contains-task-list', 'task-list-item', 'sr-only'];

/**
 * What is left of the HTML that a body has or becomes: GitHub's own rules, without anything that loads from elsewhere,
 * styles, or could be taken for a part of our page.
 */
const SCHEMA: typeof defaultSchema = {
  ...defaultSchema,
  clobber: [],
  attributes: {
    ...defaultSchema.attributes,
    '*': (defaultSchema.attributes?.['*'] ?? []).filter(
      (name) => typeof name !== 'string' || !['id', 'name', 'itemProp', 'itemScope', 'itemType'].includes(name),
    ),
    a: ['href', 'title', ['id', /^user-content-fnref-/], 'ariaLabel', 'ariaDescribedBy'],
    h2: [
      ['id', /^footnote-label$/],
      ['className', 'sr-only'],
    ],
    li: [
      ['id', /^user-content-fn-/],
      ['className', 'task-list-item'],
    ],
    ul: [['className', 'contains-task-list']],
    code: [['className', /^language-[\w+#-]{1,30}$/, 'mdx-expression']],
    div: [['className', ...CLASSES]],
    span: [['className', ...CLASSES]],
    img: ['src', 'alt', 'title', 'width', 'height'],
    source: [],
  },
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => name !== 'picture' && name !== 'source'),
  protocols: { href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
};

/** Tags that MDX writes as JSX and that mean here what they mean in HTML. The rules above see to their attributes. */
const PLAIN_TAG = /^[a-z][a-z0-9]*$/;

/**
 * A body as HTML that is safe to send to a browser. Bodies are hostile: what they become is cleaned, and nothing of MDX
 * is evaluated. Its components, expressions and imports are shown as boxes, what is inside of a component as text.
 * Rejected: running MDX in a worker without network. What a component draws depends on code that is not there.
 */
export function render(body: Body): Rendered {
  if (!body.mdx) return finish(body, fromMarkdown(body.text, true), null);
  try {
    return finish(body, fromMdx(body.text), null);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : '';
    return finish(body, fromMarkdown(body.text, false), `This is not valid MDX: ${reason}`);
  }
}

/** `html`: what is written as HTML is meant as such; else it is shown as it is written. */
function fromMarkdown(text: string, html: boolean): Root {
  const source = unified().use(remarkParse).use(remarkGfm);
  const tree = source.runSync(source.parse(text)) as MarkdownRoot;
  const options: ToHtml = html
    ? { allowDangerousHtml: true }
    : { handlers: { html: (_state, node: { value: string }) => code(node.value) } };
  const made = unified().use(remarkRehype, options).runSync(tree) as Root;
  return html ? unified().use(rehypeRaw).runSync(made) : made;
}

function fromMdx(text: string): Root {
  const source = unified().use(remarkParse).use(remarkGfm).use(remarkMdx);
  const tree = source.runSync(source.parse(text)) as MarkdownRoot;
  return unified().use(remarkRehype, { handlers: MDX_HANDLERS }).runSync(tree) as Root;
}

const MDX_HANDLERS: ToHtml['handlers'] = {
  mdxjsEsm: (_state, node: { value: string }) => {
    const [, word = 'export', rest = ''] = /^\s*(import|export)\b\s*(.*)$/s.exec(node.value) ?? [];
    return box(word, rest, []);
  },
  mdxFlowExpression: (_state, node: { value: string }) => ({
    type: 'element',
    tagName: 'p',
    properties: {},
    children: [code(`{${node.value}}`)],
  }),
  mdxTextExpression: (_state, node: { value: string }) => code(`{${node.value}}`),
  mdxJsxFlowElement: (state, node: MdxJsxFlowElement) => component(node, state.all(node), 'div'),
  mdxJsxTextElement: (state, node: MdxJsxTextElement) => component(node, state.all(node), 'span'),
};

function component(
  { name, attributes }: MdxJsxFlowElement | MdxJsxTextElement,
  children: ElementContent[],
  around: 'div' | 'span',
): ElementContent {
  if (name === null) return { type: 'element', tagName: around, properties: {}, children };
  if (PLAIN_TAG.test(name) && SCHEMA.tagNames?.includes(name)) {
    const properties = Object.fromEntries(
      attributes.flatMap((each) =>
        each.type === 'mdxJsxAttribute' && (typeof each.value === 'string' || each.value == null)
          ? [[each.name, each.value ?? '']]
          : [],
      ),
    );
    return { type: 'element', tagName: name, properties, children };
  }
  const props = attributes.map((each) => {
    if (each.type === 'mdxJsxExpressionAttribute') return `{${each.value}}`;
    if (each.value == null) return each.name;
    return typeof each.value === 'string' ? `${each.name}="${each.value}"` : `${each.name}={${each.value.value}}`;
  });
  return box(`<${name}>`, props.join(' '), children, around);
}

function box(name: string, props: string, children: ElementContent[], tagName: 'div' | 'span' = 'div'): Element {
  const label = (className: string, value: string): Element => ({
    type: 'element',
    tagName: 'span',
    properties: { className: [className] },
    children: [{ type: 'text', value }],
  });
  const head = [label('mdx-name', name), ...(props === '' ? [] : [label('mdx-props', props)])];
  return { type: 'element', tagName, properties: { className: ['mdx'] }, children: [...head, ...children] };
}

const code = (value: string): Element => ({
  type: 'element',
  tagName: 'code',
  properties: { className: ['mdx-expression'] },
  children: [{ type: 'text', value }],
});

function finish(body: Body, made: Root, fault: string | null): Rendered {
  const tree = unified().use(rehypeSanitize, SCHEMA).runSync(made);
  const headings = nameHeadings(tree, body.source);
  visit(tree, (element) => {
    if (element.tagName === 'a' && !isToSource(element)) rewriteLink(element, body);
    if (element.tagName === 'img') rewriteImage(element, body);
    // What is wider than the page is scrolled by keys too.
    if (element.tagName === 'pre' || element.tagName === 'table') element.properties.tabIndex = 0;
  });
  return { html: unified().use(rehypeStringify).stringify(tree), headings, fault };
}

/** Ids of our own, by the headings' text: a prefix keeps them apart from those of the page around. */
function nameHeadings(tree: Root, source: Body['source']): Rendered['headings'] {
  const headings: Rendered['headings'] = [];
  const taken = new Set<string>();
  visit(tree, (element) => {
    const level = /^h([1-6])$/.exec(element.tagName)?.[1];
    if (level === undefined || element.properties.id === 'footnote-label') return;
    const text = textOf(element).trim();
    const plain = slugOf(text) || 'section';
    let slug = plain;
    for (let count = 1; taken.has(slug); count += 1) slug = `${plain}-${count}`;
    taken.add(slug);
    element.properties.id = `h-${slug}`;
    const line = element.position?.start.line ?? null;
    if (source && line !== null) {
      // Its name is what it says, without the link.
      element.properties.ariaLabel = text;
      element.children.push(toSource(source.href, source.line + line - 1, text));
    }
    headings.push({ level: Number(level), text, slug, line });
  });
  return headings;
}

/** The way from a heading to where it is written. */
function toSource(href: string, line: number, text: string): Element {
  return {
    type: 'element',
    tagName: 'a',
    properties: {
      className: ['to-source'],
      href: `${href}&line=${line}`,
      target: '_blank',
      rel: ['noopener'],
      ariaLabel: `Open «${text}» in its session, line ${line}`,
    },
    children: [{ type: 'text', value: '✎' }],
  };
}

/** As GitHub makes the anchors of headings. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** With a scheme, or with a host. */
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:|^\/\//i;

/** Links to Things stay on this host; those to files lead to the file; all others leave it, in a tab of their own. */
function rewriteLink({ properties }: Element, { ns, path, known, filesOf, at, explorer, session }: Body): void {
  const href = typeof properties.href === 'string' ? properties.href : '';
  if (href === '') return;
  if (href.startsWith('#')) {
    if (!/^#(?:user-content-|footnote-label$)/.test(href)) properties.href = `#h-${unescaped(href.slice(1))}`;
    return;
  }
  const [, before = '', hash = ''] = /^([^#]*)(#.*)?$/s.exec(href) ?? [];
  const elsewhere = ELSEWHERE.test(before);
  if (session !== undefined && !elsewhere) {
    linkToFile(properties, session, filePath(path, before));
    return;
  }
  const id = linkTarget(ns, path, href);
  const there = id === null ? undefined : known.find((each) => unescaped(each) === unescaped(id));
  const to = there === undefined ? null : contentPath(there);
  if (explorer !== undefined && there !== undefined) {
    properties.href = `/things?${explorer}&id=${encodeURIComponent(there)}`;
    properties.dataThing = there;
  } else if (to !== null) {
    properties.href = pathAt(to, at) + (hash === '' ? '' : `#h-${unescaped(hash.slice(1))}`);
  } else if (elsewhere) {
    properties.target = '_blank';
    properties.rel = ['noopener', 'noreferrer', 'nofollow'];
    properties.dataWeb = '';
  } else {
    const file = filePath(path, before);
    if (
      explorer === undefined &&
      file !== null &&
      /\.[a-z0-9]{1,8}$/i.test(file) &&
      !/\.(?:mdx?|markdown|ya?ml|json(?:ld)?)$/i.test(file)
    ) {
      properties.href = fileAddress(file, filesOf);
      return;
    }
    delete properties.href;
    properties.dataNowhere = '';
    properties.title = 'There is no such Thing here';
  }
}

/** A file of the worktree, for the editor to open; what leads out of it leads nowhere. */
function linkToFile(properties: Element['properties'], session: string, file: string | null): void {
  if (file === null) {
    delete properties.href;
    properties.dataNowhere = '';
    properties.title = 'This leads out of the repository';
    return;
  }
  properties.href = `${session}?${new URLSearchParams({ file })}`;
  properties.dataFile = file;
}

/**
 * Images of the repository are shown, films and sounds that are written as one are played; those of other hosts are named, so
 * that looking at a page tells nobody.
 */
function rewriteImage(element: Element, { path, filesOf, explorer, session }: Body): void {
  const { src, alt } = element.properties;
  // In the explorer a body comes without its files; those are beside it, under Files.
  const file = explorer !== undefined || typeof src !== 'string' || ELSEWHERE.test(src) ? null : filePath(path, src);
  if (file !== null && session === undefined) {
    element.properties.src = fileAddress(file, filesOf);
    const played = /\.(?:mp4|m4v|webm|ogv)$/i.test(file)
      ? 'video'
      : /\.(?:mp3|m4a|ogg|opus|wav|flac)$/i.test(file)
        ? 'audio'
        : null;
    if (played === null) element.properties.loading = 'lazy';
    else {
      const label = typeof alt === 'string' && alt !== '' ? { ariaLabel: alt } : {};
      element.tagName = played;
      element.properties = { src: element.properties.src, controls: true, preload: 'metadata', ...label };
    }
    return;
  }
  element.tagName = 'span';
  // The worktree's own are put in its place by the editor, which has the right to read them.
  const own = file === null ? {} : { dataFile: file };
  element.properties = { dataImage: '', ...own, title: typeof src === 'string' ? src : 'image' };
  element.children = [{ type: 'text', value: typeof alt === 'string' && alt !== '' ? alt : 'image' }];
}

/** A path below the binding's folder that is written relative to a document; null where it leads out. */
function filePath(from: string, written: string): string | null {
  const [target = ''] = written.split(/[?#]/);
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of unescaped(target).split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? null : parts.join('/');
}

function fileAddress(path: string, ns: string | null): string {
  const query = ns === null ? '' : `?${new URLSearchParams({ ns })}`;
  return `/files/${path.split('/').map(encodeURIComponent).join('/')}${query}`;
}

/** Ours: a body's own link has no such class after it was cleaned. */
const isToSource = ({ properties }: Element): boolean =>
  Array.isArray(properties.className) && properties.className[0] === 'to-source';

function visit(node: Nodes, see: (element: Element) => void): void {
  if (node.type === 'element') see(node);
  if ('children' in node) for (const child of node.children) visit(child, see);
}

function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
