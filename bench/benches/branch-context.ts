import type { Bench } from '../support/bench.ts';
import { ContentScene, page, pages } from '../support/content.ts';

const FILES = 10_000;
const CHANGED = 10;
const TURNS = 5;

export const branchContext: Bench = {
  title: `a new branch of ${FILES.toLocaleString('en')} Things, ${CHANGED} of them changed`,
  notes: ['From the end of `git push` of the branch until its context is readable, over the public API.'],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const repository = await scene.repository('Branched');
    await repository.push(`${await repository.commit('main', pages(FILES, 'all'))}:refs/heads/main`);
    await repository.git('fetch', '--quiet');
    const ns = 'https://branched.example';
    const after = await scene.lastEvent();
    const bound = { ns, environmentId: repository.environment.id, path: 'docs', branchPatterns: ['feature/*'] };
    await scene.client.bindings.create(bound);
    await scene.synced(ns, 'main', null, after);

    const samples: number[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const branch = `feature/${turn}`;
      const changed = Array.from({ length: CHANGED }, (_, at): [string, string] => [
        `docs/part-${at}/page-${at * 100}.md`,
        page(`Page ${at * 100} of ${branch}`),
      ]);
      const commit = await repository.commit(branch, new Map(changed));
      const readable = scene.synced(ns, branch, commit, await scene.lastEvent()).then(() => performance.now());
      await repository.push(branch);
      const pushed = performance.now();
      const taken = (await readable) - pushed;
      // The first turn warms up.
      if (turn > 0) samples.push(taken);
    }
    return [
      {
        what: 'new branch context, beyond the push',
        unit: 'ms',
        samples,
        aim: { of: 'figure', is: 'at most', bound: 150 },
      },
    ];
  },
};
