/** Builds what runs elsewhere than on this Node: the web app, and the supervisor that goes into the sandboxes. */
import { join } from 'node:path';
import { build } from 'vite';
import { buildPreviewPage } from './build-preview-page.ts';
import { buildSupervisor } from './build-supervisor.ts';
import { precompress } from './precompress.ts';

const root = join(import.meta.dirname, '..');

async function buildWeb(): Promise<void> {
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  await precompress(join(root, 'apps/web/dist/assets'));
}

await Promise.all([buildSupervisor(), buildWeb(), buildPreviewPage()]);
