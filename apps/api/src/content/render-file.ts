import type { RenderedBody } from '@craftastic/contract/things';
import { splitFrontmatter } from '@craftastic/things/frontmatter';
import type { App } from '../app.ts';

/** A Markdown file as its editor has it, without its frontmatter. Lines of headings are those of the file. */
export async function renderFile(
  { renderer }: Pick<App, 'renderer'>,
  { sessionId, path, text }: { sessionId: string; path: string; text: string },
): Promise<RenderedBody> {
  const { content = null, contentLine = 1 } = splitFrontmatter(text) ?? {};
  const { headings, ...page } = await renderer.render({
    text: content ?? text,
    mdx: /\.mdx$/i.test(path),
    ns: '',
    path,
    known: [],
    filesOf: null,
    at: null,
    session: `/sessions/${sessionId}`,
  });
  const above = content === null ? 0 : contentLine - 1;
  return { ...page, headings: headings.map((each) => ({ ...each, line: each.line && each.line + above })) };
}
