import { expect, it } from 'vitest';
import { filesOf } from './early-chunks.ts';

const chunk = (file: string, more: object = {}) => ({
  type: 'chunk',
  fileName: file,
  imports: [],
  moduleIds: [],
  ...more,
});

const bundle = {
  'index.js': chunk('index.js', { isEntry: true }),
  'page.js': chunk('page.js', {
    moduleIds: ['/src/part.tsx', '/src/pages/page.tsx'],
    imports: ['shared.js', 'index.js'],
    viteMetadata: { importedCss: new Set(['page.css']) },
  }),
  'shared.js': chunk('shared.js', { imports: ['page.js'] }),
  'other.js': chunk('other.js', { moduleIds: ['/src/pages/other.tsx'] }),
  'page.css': { type: 'asset', fileName: 'page.css' },
} as unknown as Parameters<typeof filesOf>[0];

it('names what a page imports, its styles too, and nothing of other pages', () => {
  expect(filesOf(bundle, ['/pages/page.tsx']).sort()).toEqual(['index.js', 'page.css', 'page.js', 'shared.js']);
});

it('names nothing for a module that is not there', () => expect(filesOf(bundle, ['/pages/gone.tsx'])).toEqual([]));
