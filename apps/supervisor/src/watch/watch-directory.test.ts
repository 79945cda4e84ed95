import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type WatchEvent, watchDirectory } from './watch-directory.ts';

const patience = { timeout: 15_000, interval: 20 };

interface Watched extends AsyncDisposable {
  directory: string;
  told: (WatchEvent[] | null)[];
  /** Change something, and wait until it is told. */
  tells: (change: () => Promise<unknown>, ...expected: [type: WatchEvent['type'], path: string][]) => Promise<void>;
}

async function watched(isIgnored: (path: string) => boolean = () => false): Promise<Watched> {
  const directory = await mkdtemp(join(tmpdir(), 'cs-watch-'));
  const ended = new AbortController();
  const told: Watched['told'] = [];
  watchDirectory(directory, { isIgnored, signal: ended.signal, onChange: (events) => told.push(events) });
  await vi.waitFor(() => expect(told).toEqual([null]), patience);
  return {
    directory,
    told,
    async tells(change, ...expected) {
      const before = told.length;
      await change();
      const events = expected.map(([type, path]) => ({ type, path: join(directory, path) }));
      await vi.waitFor(() => expect(told.slice(before).flat()).toEqual(expect.arrayContaining(events)), patience);
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

it('tells what comes, changes, moves and goes', async () => {
  await using watch = await watched();
  const at = (name: string) => join(watch.directory, name);
  await watch.tells(() => writeFile(at('a'), '1'), ['create', 'a']);
  await watch.tells(() => writeFile(at('a'), '2'), ['update', 'a']);
  await watch.tells(() => rename(at('a'), at('b')), ['delete', 'a'], ['create', 'b']);
  await watch.tells(() => rm(at('b')), ['delete', 'b']);
});

// Another watcher told of the first folder alone, and of nothing that happened in the others, ever.
it('tells what happens in folders that were made at one go', async () => {
  await using watch = await watched();
  for (const top of ['one', 'two', 'three']) {
    const inside = join(watch.directory, top, 'b/c');
    await watch.tells(() => mkdir(inside, { recursive: true }), ['create', `${top}/b/c`]);
    await watch.tells(() => writeFile(join(inside, 'file'), ''), ['create', `${top}/b/c/file`]);
  }
});

it('follows a folder that is moved, and one that takes the place of another', async () => {
  await using watch = await watched();
  const at = (name: string) => join(watch.directory, name);
  await watch.tells(() => mkdir(at('old/in'), { recursive: true }), ['create', 'old/in']);
  await watch.tells(() => rename(at('old'), at('new')), ['delete', 'old'], ['create', 'new'], ['create', 'new/in']);
  await watch.tells(() => writeFile(at('new/in/file'), ''), ['create', 'new/in/file']);
  await watch.tells(async () => {
    await rm(at('new'), { recursive: true });
    await mkdir(at('new/in'), { recursive: true });
  }, ['create', 'new']);
  await watch.tells(() => writeFile(at('new/in/again'), ''), ['create', 'new/in/again']);
});

it('leaves out what is ignored, and does not enter it', async () => {
  await using watch = await watched((path) => path.endsWith('/out'));
  const at = (name: string) => join(watch.directory, name);
  await mkdir(at('out/deep'), { recursive: true });
  await writeFile(at('out/deep/file'), '');
  await watch.tells(() => writeFile(at('in'), ''), ['create', 'in']);
  expect(watch.told.flat().some((event) => event?.path.includes('/out'))).toBe(false);
});

it('tells names that are not UTF-8 by their bytes', async () => {
  await using watch = await watched();
  const name = Buffer.from([0x63, 0xe9]);
  await watch.tells(
    () => writeFile(Buffer.concat([Buffer.from(`${watch.directory}/`), name]), ''),
    ['create', 'c\uefe9'],
  );
});

it('reads all again after a flood of changes, and goes on', async () => {
  await using watch = await watched();
  const at = (name: string) => join(watch.directory, name);
  await watch.tells(() => mkdir(at('many')), ['create', 'many']);
  const before = watch.told.length;
  await Promise.all(Array.from({ length: 9000 }, (_, number) => writeFile(at(`many/${number}`), 'x')));
  await vi.waitFor(() => expect(watch.told.slice(before)).toContain(null), patience);
  // What is made while the flood's last events come in is told with them, by null: one made later is told by its name.
  let made = 0;
  await vi.waitFor(async () => {
    await writeFile(at(`many/later-${++made}`), '');
    expect(watch.told.flat().some((event) => event?.path.startsWith(at('many/later-')))).toBe(true);
  }, patience);
});
