import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../support/bench.ts';
import { run } from '../support/command.ts';
import { ContentScene, pages } from '../support/content.ts';
import { inTurn, timed } from '../support/samples.ts';

const FILES = 10_000;
const TURNS = 5;

export const gitServer: Bench = {
  title: `clone and push of ${FILES.toLocaleString('en')} files through the git server`,
  notes: ['Beside each, in turn: git with the same repository by `file://`, which is git alone, without HTTP.'],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const repository = await scene.repository('Served');
    await repository.push(`${await repository.commit('main', pages(FILES, 'all'))}:refs/heads/main`);
    const copy = join(scene.folder, 'copy');
    const clone = async (url: string) => {
      const taken = await timed(() =>
        run('git', ['-c', "safe.directory='*'", 'clone', '--quiet', '--no-local', '--bare', url, copy]),
      );
      await rm(copy, { recursive: true });
      return taken;
    };
    const local = `file://${repository.clone}/.git`;
    const [cloned, clonedByFile] = await inTurn(
      TURNS,
      () => clone(repository.url),
      () => clone(local),
    );

    const bare = join(scene.folder, 'bare');
    await run('git', ['init', '--quiet', '--bare', bare]);
    await repository.git('push', '--quiet', bare, 'refs/remotes/origin/main:refs/heads/main');
    let pushes = 0;
    const push = async (to: string) => {
      pushes++;
      const files = pages(1000, `push ${pushes}`);
      const commit = await repository.commit(`push/${pushes}`, files);
      return timed(() => repository.git('push', '--quiet', to, `${commit}:refs/heads/push/${pushes}`));
    };
    const [pushed, pushedByFile] = await inTurn(
      TURNS,
      () => push('origin'),
      () => push(`file://${bare}`),
    );
    const aim = { of: 'ratio', is: 'at most', bound: 1.2 } as const;
    return [
      {
        what: `clone of ${FILES} files`,
        unit: 'ms',
        samples: cloned,
        peer: { name: 'git, file://', samples: clonedByFile },
        aim,
      },
      {
        what: 'push of 1000 files',
        unit: 'ms',
        samples: pushed,
        peer: { name: 'git, file://', samples: pushedByFile },
        aim,
      },
    ];
  },
};
