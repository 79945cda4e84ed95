import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settled } from '../../e2e/support/craftastic.ts';
import { Visitor } from '../../e2e/support/preview-visitor.ts';
import type { Bench } from '../support/bench.ts';
import { run } from '../support/command.ts';
import { ContentScene, page, pages } from '../support/content.ts';

const FILES = 1000;
const TURNS = 20;

export const draft: Bench = {
  title: 'A save until it is readable in the session’s draft, and pages of content',
  notes: [
    `A hosted repository with ${FILES.toLocaleString('en')} pages, and a session on it; each save changes one of them on disk.`,
    'A draft is told of by the session’s events; the figure ends with the answer of the API that has the new content.',
    'Beside it what git needs to see the same change: `git status` of the folder.',
    'Pages are asked for by one who was let in, each a different Thing, so that none is rendered already.',
  ],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const repository = await scene.repository('Drafted');
    await repository.push(`${await repository.commit('main', pages(FILES, 'all'))}:refs/heads/main`);
    const ns = 'https://drafted.example';
    const { client } = scene;
    const after = await scene.lastEvent();
    const { id: environmentId } = repository.environment;
    await client.bindings.create({ ns, environmentId, path: 'docs' });
    await scene.synced(ns, 'main', null, after);
    const session = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);
    const worktree = join(scene.craftastic.data, 'repos', environmentId, 'worktrees', session.id);
    const told = draftsTold(await client.sessions.events({ id: session.id }), ns);
    const file = join(worktree, 'docs/part-0/page-7.md');

    const saves: number[] = [];
    const statuses: number[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const title = `Page 7, edition ${turn}`;
      const begin = performance.now();
      await writeFile(file, page(title));
      for (;;) {
        const { name } = await client.things.get({ id: `${ns}/part-0/page-7`, session: session.id }).catch(() => NONE);
        if (name === title) break;
        await told.next();
      }
      const readable = performance.now() - begin;
      const looked = performance.now();
      await run('git', ['-c', 'safe.directory=*', 'status', '--porcelain', 'docs'], worktree);
      // The first turn warms up.
      if (turn === 0) continue;
      saves.push(readable);
      statuses.push(performance.now() - looked);
    }

    const { url, origin } = await client.previews.openContent({ ns });
    const visitor = new Visitor();
    await visitor.visit(url);
    const rendered: number[] = [];
    const data: number[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const at = `${origin}/ns/drafted.example/part-${turn % 10}/page-${(turn % 10) * 100 + turn}`;
      for (const [accept, samples] of [
        ['text/html', rendered],
        ['application/ld+json', data],
      ] as const) {
        const begin = performance.now();
        const { status } = await visitor.get(at, { accept });
        if (status !== 200) throw new Error(`${at} answered ${status}`);
        if (turn > 0) samples.push(performance.now() - begin);
      }
    }
    return [
      {
        what: 'save → readable in the draft',
        unit: 'ms',
        samples: saves,
        peer: { name: '`git status` of the folder', samples: statuses },
        aim: { of: 'figure', is: 'at most', bound: 200 },
      },
      {
        what: 'a page of content, rendered',
        unit: 'ms',
        samples: rendered,
        peer: { name: 'the same as JSON-LD', samples: data },
        aim: { of: 'figure', is: 'at most', bound: 100 },
      },
    ];
  },
};

const NONE = { name: null };

async function* draftsTold(events: AsyncIterable<{ type: string; ns?: string }>, ns: string): AsyncGenerator<void> {
  for await (const event of events) if (event.type === 'draft' && event.ns === ns) yield;
}
