import type { Plugin, Rolldown } from 'vite';

/** What a session's page imports on demand, and always needs. */
const SESSION_MODULES = ['/pages/session/session-page.tsx', '/modules/editor/monaco/monaco.ts'];

/** Known to be needed only when text is drawn with them, and then drawn anew: those of the languages that most code has. */
const FONT = /\/(geist|jetbrains-mono)-latin-wght-normal-[^/]+\.woff2$/;

/**
 * Writes into index.html which files a session's page needs beyond the entry, for public/early.js to fetch at once
 * when the address is a session's. By itself a browser learns of them when the entry has been fetched, read and run;
 * links for everybody would have the home page fetch the editor.
 */
export function earlyChunks(): Plugin {
  return {
    name: 'early-chunks',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = filesOf(bundle, SESSION_MODULES).map((file) => `/${file}`);
        if (files.length === 0) throw new Error('No chunk of a session’s page was found; were its modules renamed?');
        files.push(...Object.keys(bundle).flatMap((file) => (FONT.test(`/${file}`) ? [`/${file}`] : [])));
        return [{ tag: 'meta', attrs: { name: 'session-files', content: files.join(' ') }, injectTo: 'head-prepend' }];
      },
    },
  };
}

/** The scripts and styles of these modules, and of all that they import in turn, as paths in the output. */
export function filesOf(bundle: Rolldown.OutputBundle, modules: string[]): string[] {
  const files = new Set<string>();
  const add = (file: string) => {
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk' || files.has(file)) return;
    files.add(file);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    for (const imported of chunk.imports) add(imported);
  };
  for (const [file, chunk] of Object.entries(bundle)) {
    if (chunk.type !== 'chunk') continue;
    if (chunk.moduleIds.some((id) => modules.some((module) => id.endsWith(module)))) add(file);
  }
  return [...files];
}
