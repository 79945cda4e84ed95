import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { keys, storeSuite } from '../test/store-suite.ts';
import { FileStore } from './file-store.ts';

async function open() {
  const root = await mkdtemp(join(tmpdir(), 'store-'));
  return {
    root,
    store: new FileStore(root),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

storeSuite(open);

test('files are for the server’s own user, and what was being written when it was killed goes at the next start', async () => {
  await using opened = await open();
  const { root, store } = opened;
  await store.put('env/ab/abc-1', Readable.from([Buffer.from('x')]), 1);
  expect((await stat(join(root, 'env/ab/abc-1'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(root, 'env'))).mode & 0o777).toBe(0o700);
  await writeFile(join(root, '.unfinished', 'half'), 'ha');
  expect(await keys(store)).toEqual(['env/ab/abc-1']);
  await store.check();
  expect(await readdir(root)).toEqual(['env']);
});
