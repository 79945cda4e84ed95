import { defineConfig } from 'vitest/config';

// Apart from vite.config.ts, whose root is the web app: tests of all workspaces run from here.
export default defineConfig({
  test: { include: ['{apps,packages,scripts}/**/*.test.ts'], exclude: ['**/node_modules/**', '**/dist/**'] },
});
