import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type WatchEvent, watchDirectory } from './watch-directory.ts';

const patience = { timeout: 15_000, interval: 20 };

// The watcher itself saw `a` alone, and nothing that happened in `a/b`, ever.
it('tells of changes in folders that were made at one go', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cs-watch-'));
  const ended = new AbortController();
  const told: (WatchEvent[] | null)[] = [];
  try {
    watchDirectory(directory, { ignore: [], signal: ended.signal, onChange: (events) => told.push(events) });
    await vi.waitFor(() => expect(told).toContain(null), patience);
    await mkdir(join(directory, 'a/b/c'), { recursive: true });
    await vi.waitFor(() => expect(told.filter((events) => events === null)).toHaveLength(2), patience);
    const file = join(directory, 'a/b/c/file');
    await vi.waitFor(async () => {
      await writeFile(file, String(performance.now()));
      expect(told.flat().map((event) => event?.path)).toContain(file);
    }, patience);
  } finally {
    ended.abort();
    await rm(directory, { recursive: true, force: true });
  }
});
