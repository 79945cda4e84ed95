import type { Bench } from '../support/bench.ts';
import { run } from '../support/command.ts';
import { ContentScene, pages } from '../support/content.ts';
import { timed } from '../support/samples.ts';

const FILES = 10_000;
const TURNS = 3;

export const firstSync: Bench = {
  title: `first sync of ${FILES.toLocaleString('en')} Markdown files`,
  notes: [
    'From the binding of a folder until all of its Things are readable, over the public API. Each turn has a repository of its own.',
    'Beside it, in turn: `git cat-file --batch` over the same files, to nowhere: reading alone, with nothing done with it.',
  ],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const samples: number[] = [];
    const reading: number[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const repository = await scene.repository(`Many ${turn}`);
      const commit = await repository.commit('main', pages(FILES, `turn ${turn}`));
      await repository.push('main');
      const ns = `https://many-${turn}.example`;
      const after = await scene.lastEvent();
      const taken = await timed(async () => {
        await scene.client.bindings.create({ ns, environmentId: repository.environment.id, path: 'docs' });
        await scene.synced(ns, 'main', commit, after);
      });
      const read = await timed(() =>
        run(
          'sh',
          [
            '-c',
            `git -c safe.directory='*' ls-tree -r --format='%(objectname)' ${commit} | git -c safe.directory='*' cat-file --batch > /dev/null`,
          ],
          repository.hosted,
        ),
      );
      // The first turn warms both up.
      if (turn === 0) continue;
      samples.push((FILES * 1000) / taken);
      reading.push((FILES * 1000) / read);
    }
    return [
      {
        what: 'first sync',
        unit: 'files/s',
        samples,
        peer: { name: 'git cat-file', samples: reading },
        aim: { of: 'figure', is: 'at least', bound: 5000 },
      },
      {
        what: 'first sync',
        unit: 'files/s',
        samples,
        peer: { name: 'git cat-file', samples: reading },
        aim: { of: 'ratio', is: 'at least', bound: 0.35 },
      },
    ];
  },
};
