/** Builds what runs elsewhere than on this Node: the web app, and the supervisor that goes into the sandboxes. */
import { join } from 'node:path';
import { build } from 'vite';
import { buildSupervisor } from './build-supervisor.ts';

await Promise.all([
  buildSupervisor(),
  build({ configFile: join(import.meta.dirname, '..', 'vite.config.ts'), logLevel: 'warn' }),
]);
