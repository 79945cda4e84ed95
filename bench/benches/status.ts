import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../support/bench.ts';
import { run } from '../support/command.ts';
import { inTurn, timed } from '../support/samples.ts';
import { install, manyFiles, openSession, worktreeOf } from '../support/server.ts';

const FILES = 100_000;
const TURNS = 15;

export const status: Bench = {
  title: `git status after one change, in ${FILES.toLocaleString('en')} files`,
  notes: [
    'From the write of a file until the event with the new status is here, over the public API’s stream.',
    'Beside it, in turn: plain `git status` in the same worktree after the same write; git’s caches are as warm.',
    'Some 50 ms of it are the watcher’s: it gathers changes for so long before it tells.',
  ],
  async run(stack) {
    const installation = await install(stack, 'local', manyFiles(FILES));
    const { id } = await openSession(installation, 'work');
    const worktree = worktreeOf(installation, id);
    const events = (await installation.client.sessions.events({ id }))[Symbol.asyncIterator]();
    stack.defer(async () => void (await events.return?.()));
    const status = async (total: number) => {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error('the stream of events ended');
        if (value.type === 'git' && value.status.total === total) return;
      }
    };
    await status(0);

    let changes = 0;
    const [samples, plain] = await inTurn(
      TURNS,
      () =>
        timed(async () => {
          changes++;
          await writeFile(join(worktree, `new-${changes}.txt`), 'new\n');
          await status(changes);
        }),
      async () => {
        await writeFile(join(worktree, 'new-1.txt'), `${performance.now()}\n`);
        return timed(() => run('git', ['status', '--porcelain=v2', '--branch', '--untracked-files=all'], worktree));
      },
    );
    return [
      {
        what: 'status event after one new file',
        unit: 'ms',
        samples,
        peer: { name: 'git status', samples: plain },
        aim: { of: 'ratio', is: 'at most', bound: 0.5 },
      },
    ];
  },
};
