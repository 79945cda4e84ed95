/** Builds what runs in pages of previews, each a script by itself: the bridge to the pane, our own pages, pictures. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const source = join(root, 'apps/web/src/preview-page');

/** Scripts that a page runs, and a module that one of them loads when it is needed. */
const PARTS = { bridge: 'iife', page: 'iife', picture: 'esm' } as const;

export async function buildPreviewPage(target = join(root, 'apps/api/dist/preview-page')): Promise<void> {
  for (const [name, format] of Object.entries(PARTS)) {
    const bundle = await rolldown({ input: join(source, `${name}.ts`), platform: 'browser', logLevel: 'warn' });
    await bundle.write({ file: join(target, `${name}.js`), format, minify: true });
    await bundle.close();
  }
}

if (import.meta.main) await buildPreviewPage();
