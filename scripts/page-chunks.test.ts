import { expect, it } from 'vitest';
import { chunksOf, type Graph } from './page-chunks.ts';

const modules: Record<string, { now?: string[]; later?: string[] }> = {
  main: { now: ['react', 'router'] },
  router: { now: ['react'], later: ['session', 'home-page', 'monaco'] },
  session: { now: ['react', 'tree', 'list', 'language'], later: ['preview'] },
  tree: { now: ['session'] },
  'home-page': { now: ['list', 'card'] },
  monaco: { now: ['core', 'language', 'react'], later: ['markdown'] },
  markdown: { now: ['core'] },
  preview: { now: ['tree', 'frame'] },
};
const graph: Graph = (id) => {
  const { now = [], later = [] } = modules[id] ?? {};
  return { importedIds: now, dynamicallyImportedIds: later };
};
const isPage = (id: string) => id.endsWith('-page');
const roots = { entry: 'main', session: 'session', monaco: 'monaco', isPage };

it('puts each module into the file of those who need it first, and what several need into one', () => {
  expect(Object.fromEntries(chunksOf(graph, roots))).toEqual({
    main: 'app',
    router: 'app',
    react: 'app',
    session: 'session',
    tree: 'session',
    list: 'shared',
    language: 'shared',
    monaco: 'monaco',
    core: 'monaco',
  });
});

it('fails where a page is not found', () =>
  expect(() => chunksOf(graph, { ...roots, session: 'gone' })).toThrow('Nothing imports gone'));
