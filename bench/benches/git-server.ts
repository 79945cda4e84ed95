import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../support/bench.ts';
import { run } from '../support/command.ts';
import { ContentScene, pages } from '../support/content.ts';
import { inTurn, timed } from '../support/samples.ts';

const FILES = 10_000;
const PHOTOS = 60;
const TURNS = 5;

/** Text that git makes small, and what it can't. */
function work(files: number, photos: number, about: string): Map<string, string> {
  const all = pages(files, about);
  for (let at = 0; at < photos; at++) all.set(`photos/${at}.raw`, randomBytes(500_000).toString('base64'));
  return all;
}

export const gitServer: Bench = {
  title: `clone and push through the git server: ${FILES.toLocaleString('en')} pages, and 30 MB that can’t be compressed`,
  notes: ['Beside each, in turn: git with the same repository by `file://`, which is git alone, without HTTP.'],
  async run(stack) {
    const scene = await ContentScene.start(stack);
    const repository = await scene.repository('Served');
    await repository.push(`${await repository.commit('main', work(FILES, PHOTOS, 'all'))}:refs/heads/main`);
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
      const files = work(1000, PHOTOS / 2, `push ${pushes}`);
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
        what: 'clone, 30 MB',
        unit: 'ms',
        samples: cloned,
        peer: { name: 'git, file://', samples: clonedByFile },
        aim,
      },
      {
        what: 'push, 15 MB',
        unit: 'ms',
        samples: pushed,
        peer: { name: 'git, file://', samples: pushedByFile },
        aim,
      },
    ];
  },
};
