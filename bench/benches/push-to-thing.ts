import type { Bench } from '../support/bench.ts';
import { ContentScene, page, pages } from '../support/content.ts';

const FILES = 1000;
const TURNS = 20;

export const pushToThing: Bench = {
  title: 'git push of one file, until its Thing is readable',
  notes: [
    `A hosted repository with ${FILES.toLocaleString('en')} pages; each push changes one of them.`,
    'The figure begins where `git push` has ended, and ends with the answer of the API that has the new content.',
  ],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const repository = await scene.repository('Pushed');
    await repository.push(`${await repository.commit('main', pages(FILES, 'all'))}:refs/heads/main`);
    const ns = 'https://pushed.example';
    const after = await scene.lastEvent();
    await scene.client.bindings.create({ ns, environmentId: repository.environment.id, path: 'docs' });
    await scene.synced(ns, 'main', null, after);

    const beyond: number[] = [];
    const pushes: number[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const title = `Page 7, edition ${turn}`;
      await repository.git('fetch', '--quiet');
      const commit = await repository.commit('main', new Map([['docs/part-0/page-7.md', page(title)]]));
      const readable = scene.synced(ns, 'main', commit, await scene.lastEvent()).then(async () => {
        const { name } = await scene.client.things.get({ id: `${ns}/part-0/page-7` });
        if (name !== title) throw new Error(`the Thing is ${name}`);
        return performance.now();
      });
      const begin = performance.now();
      await repository.push('main');
      const pushed = performance.now();
      const end = await readable;
      // The first turn warms up.
      if (turn === 0) continue;
      pushes.push(pushed - begin);
      beyond.push(end - pushed);
    }
    return [
      {
        what: 'Thing readable, beyond the push',
        unit: 'ms',
        samples: beyond,
        peer: { name: 'the push itself', samples: pushes },
        aim: { of: 'figure', is: 'at most', bound: 150 },
      },
    ];
  },
};
