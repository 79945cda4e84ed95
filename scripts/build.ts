/** Builds what runs elsewhere than on this Node: the web app, and the supervisor that goes into the sandboxes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { buildSupervisor } from './build-supervisor.ts';

const web = join(import.meta.dirname, '..', 'apps/web');
const config = ['vite.config.ts', '../../vite.config.ts'].map((name) => join(web, name)).find(existsSync);

await Promise.all([
  buildSupervisor(),
  build({ root: web, logLevel: 'warn', ...(config ? { configFile: config } : {}) }),
]);
