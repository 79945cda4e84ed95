import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GitStatus } from '@craftastic/contract/git';
import { Git, type RunOptions } from '@craftastic/git/runner';
import { status } from '@craftastic/git/status';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TEST_ENVIRONMENT, temporaryRepository } from '../../../../packages/git/test/repository.ts';
import { StatusKeeper } from './status-keeper.ts';

/** Counts what git is asked for. */
class WatchedGit extends Git {
  readonly asked: string[] = [];
  /** What happens, once, right after a look. */
  afterStatus: (() => Promise<void>) | undefined;
  override async run(args: readonly string[], options: RunOptions = {}) {
    if (args[0] !== 'status') return super.run(args, options);
    this.asked.push(options.paths ? options.paths.join(' ') : 'all');
    const answer = await super.run(args, options);
    const after = this.afterStatus;
    this.afterStatus = undefined;
    await after?.();
    return answer;
  }
}

async function scene(files: Record<string, string> = { 'a.txt': 'a\n', 'dir/b.txt': 'b\n' }) {
  const repository = await temporaryRepository(files);
  const git = new WatchedGit({ directory: repository.directory, environment: TEST_ENVIRONMENT });
  return { ...repository, git, keeper: new StatusKeeper({ git }) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('StatusKeeper', () => {
  it('asks about the changed paths alone, and again about all when git changed', async () => {
    await using repository = await scene();
    const { keeper, git } = repository;
    expect((await keeper.get()).changes).toEqual([]);
    await repository.write('a.txt', 'changed\n');
    keeper.changed(['a.txt']);
    expect((await keeper.get()).changes).toHaveLength(1);
    expect(git.asked).toEqual(['all', 'a.txt']);
    await repository.write('dir/new.txt', 'new\n');
    keeper.changed(['dir/new.txt']);
    expect((await keeper.get()).changes.map((change) => change.path)).toEqual(['a.txt', 'dir/new.txt']);
    expect(git.asked.at(-1)).toBe('dir/new.txt');
    expect(await keeper.get()).toBe(await keeper.get());
    const asked = git.asked.length;
    await repository.sh('add', 'a.txt');
    // Not told of the index, but seen: its mark is another.
    keeper.changed(['dir/new.txt']);
    expect((await keeper.get()).changes[0]).toMatchObject({ group: 'staged', path: 'a.txt' });
    expect(git.asked.slice(asked)).toEqual(['all']);
  });

  // A session opened while its worktree was made: all that the commit has was shown as deleted, for good.
  it('looks again where the index came while it looked for the first time', async () => {
    await using repository = await scene();
    const { git, sh, write } = repository;
    const index = join(repository.directory, '.git/index');
    await rename(index, `${index}.later`);
    git.afterStatus = () => rename(`${index}.later`, index);
    const keeper = new StatusKeeper({ git });
    expect((await keeper.get()).changes).not.toEqual([]);
    await write('a.txt', 'changed\n');
    keeper.changed(['a.txt']);
    const { changes } = await keeper.get();
    expect(changes).toMatchObject([{ group: 'unstaged', path: 'a.txt' }]);
    expect(await sh('status', '--porcelain')).toBe(' M a.txt');
  });

  it('tells listeners of differences only, and coalesces', async () => {
    await using repository = await scene();
    const { keeper, git } = repository;
    const told: GitStatus[] = [];
    using _listener = keeper.onChange((status) => told.push(status));
    await keeper.get();
    expect(told).toHaveLength(1);
    for (let i = 0; i < 50; i++) keeper.gitChanged();
    await keeper.get();
    expect(told).toHaveLength(1);
    expect(git.asked.length).toBeLessThan(5);
    await repository.write('a.txt', 'changed\n');
    keeper.changed(null);
    await expect.poll(() => told.at(-1)?.total).toBe(1);
  });

  // Each was told to the page whole, a hundred times while ten thousand files were made.
  it('rests after a long list before it looks again by itself, not for who asks', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    await using repository = await scene();
    const { keeper } = repository;
    const told: number[] = [];
    using _listener = keeper.onChange(({ total }) => told.push(total));
    const change = async (folder: string) => {
      const paths = Array.from({ length: 500 }, (_, i) => `${folder}/${i}`);
      await Promise.all(paths.map((path) => repository.write(path, '')));
      keeper.changed(paths);
    };
    await change('one');
    await keeper.get();
    await change('two');
    expect(vi.getTimerCount()).toBe(1);
    vi.runAllTimers();
    expect(vi.getTimerCount()).toBe(0);
    await keeper.get();
    expect(told).toEqual([500, 1000]);
    await change('three');
    expect(await keeper.get()).toMatchObject({ total: 1500 });
  });

  it('does nothing unasked while nobody listens, and fails for who asks where the worktree is gone', async () => {
    await using repository = await scene();
    const { keeper, git } = repository;
    keeper.gitChanged();
    expect(git.asked).toEqual([]);
    await rm(join(repository.directory, '.git'), { recursive: true });
    await expect(keeper.get()).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  it('equals a full status after any series of changes', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`d${i % 5}/e${i % 3}/f${i}.txt`, `${i}\n`]));
    await using repository = await scene({ ...files, '.gitignore': '*.log\n' });
    const { keeper, git, directory } = repository;
    await keeper.get();
    // The same numbers for the same seed, so that a failure can be had again.
    const generator = xoroshiro128plus(20_261_120);
    const random = () => uniformFloat64(generator);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const names = [...Object.keys(files), 'new.txt', 'd1/x.log', 'd9/deep/er/y.txt', 'd2', 'd3/e1', 'Ü ü.txt'];
    for (let step = 0; step < 60; step++) {
      const path = pick(names);
      const file = join(directory, path);
      const changed = [path];
      switch (pick(['write', 'write', 'remove', 'rename', 'link', 'add', 'touch'])) {
        case 'write':
          await rm(file, { recursive: true, force: true }).catch(() => {});
          await mkdir(dirname(file), { recursive: true }).then(
            () => writeFile(file, `${step}\n`),
            () => {},
          );
          break;
        case 'remove':
          await rm(file, { recursive: true, force: true }).catch(() => {});
          break;
        case 'rename': {
          const other = pick(names);
          await rename(file, join(directory, other)).catch(() => {});
          changed.push(other);
          break;
        }
        case 'link':
          await rm(file, { recursive: true, force: true }).catch(() => {});
          await symlink('nowhere', file).catch(() => {});
          break;
        case 'add':
          await repository.sh('add', '--all', '--', ':/');
          break;
        case 'touch':
          await writeFile(file, `${path}\n`).catch(() => {});
          // Through a link it is the other file that is written.
          changed.push(join(dirname(path), 'nowhere'));
      }
      keeper.changed(changed);
      const { changes } = await keeper.get();
      expect(changes, `after step ${step}`).toEqual((await status(repository.git)).changes);
    }
    expect(git.asked.filter((asked) => asked !== 'all').length).toBeGreaterThan(20);
  });
});
