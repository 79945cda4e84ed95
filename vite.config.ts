import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contractRoutes } from './scripts/contract-routes.ts';
import { earlyChunks } from './scripts/early-chunks.ts';
import { pageChunks } from './scripts/page-chunks.ts';

const web = (path: string) => fileURLToPath(new URL(`apps/web/${path}`, import.meta.url));
const chunkOf = pageChunks({
  entry: web('src/main.tsx'),
  session: web('src/pages/session/session-page.tsx'),
  monaco: web('src/modules/editor/monaco/monaco.ts'),
  isPage: (id) => /\/src\/pages\/[^/]+\/[^/]+-page\.tsx$/.test(id),
});
const api = process.env.CRAFTASTIC_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: web(''),
  plugins: [react(), tailwindcss(), contractRoutes(), earlyChunks()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Monaco is one lazy chunk of some 4 MB; the warning would be about it alone.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: chunkOf, debugName: 'pages', includeDependenciesRecursively: false }] },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The Host header stays the browser's, so the API's check of Origin against Host holds behind the proxy too.
      '/api': { target: api, ws: true, changeOrigin: false },
      '/git': { target: api, changeOrigin: false },
      // The server exchanges the token in the address for a cookie; the bare page is ours.
      '/login': {
        target: api,
        changeOrigin: false,
        bypass: (request) => (request.url?.includes('token=') ? undefined : '/index.html'),
      },
    },
  },
});
