import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { checkedContent } from '../src/checked-content.ts';
import { MissingObjectError, type ObjectStore } from '../src/object-store.ts';

const MB = 2 ** 20;

/** What every store has to do, whatever it keeps its objects in. */
export function storeSuite(open: () => Promise<{ store: ObjectStore } & AsyncDisposable>): void {
  test('an object is kept as it came, and read whole and by ranges', async () => {
    await using opened = await open();
    const { store } = opened;
    const content = randomBytes(3 * MB + 17);
    await store.put('env/ab/abc-1', inChunks(content, 100_000), content.length);
    expect(await store.has('env/ab/abc-1')).toBe(true);
    expect((await bytes(await store.get('env/ab/abc-1'))).equals(content)).toBe(true);
    for (const [start, end] of [
      [0, 0],
      [MB, 2 * MB],
      [content.length - 1, content.length - 1],
      [0, content.length - 1],
    ] as const) {
      const part = await bytes(await store.get('env/ab/abc-1', { start, end }));
      expect(part.equals(content.subarray(start, end + 1)), `${start}-${end}`).toBe(true);
    }
    expect(await keys(store)).toEqual(['env/ab/abc-1']);
  });

  test('an empty object is one', async () => {
    await using opened = await open();
    await opened.store.put('env/e6/e69-1', Readable.from([]), 0);
    expect(await bytes(await opened.store.get('env/e6/e69-1'))).toHaveLength(0);
  });

  test('what is not there is said to be missing, and can be removed', async () => {
    await using opened = await open();
    const { store } = opened;
    await expect(store.get('env/ab/none-1')).rejects.toBeInstanceOf(MissingObjectError);
    expect(await store.has('env/ab/none-1')).toBe(false);
    await store.remove('env/ab/none-1');
    await store.put('env/ab/gone-1', Readable.from([Buffer.from('x')]), 1);
    await store.remove('env/ab/gone-1');
    expect(await store.has('env/ab/gone-1')).toBe(false);
    expect(await keys(store)).toEqual([]);
  });

  test('of content that fails, ends early or is another one nothing is kept', async () => {
    await using opened = await open();
    const { store } = opened;
    const content = randomBytes(2 * MB);
    const put = (source: Readable, size = content.length) => store.put('env/ab/half-1', source, size);
    await expect(put(failing(content.subarray(0, MB)))).rejects.toThrow();
    await expect(put(inChunks(content.subarray(0, MB), 50_000))).rejects.toThrow();
    const oid = oidOf(content);
    const other = Buffer.from(content);
    other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1;
    const wrong = inChunks(other, 50_000).compose(checkedContent(oid, content.length)) as Readable;
    await expect(put(wrong)).rejects.toThrow();
    expect(await store.has('env/ab/half-1')).toBe(false);
    await put(inChunks(content, 50_000).compose(checkedContent(oid, content.length)) as Readable);
    expect((await bytes(await store.get('env/ab/half-1'))).equals(content)).toBe(true);
  });

  test('a put that is given up leaves nothing', async () => {
    await using opened = await open();
    const { store } = opened;
    const abort = new AbortController();
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024));
        if (!abort.signal.aborted) queueMicrotask(() => abort.abort());
      },
    });
    await expect(store.put('env/ab/left-1', endless, 10 * MB, abort.signal)).rejects.toThrow();
    expect(await store.has('env/ab/left-1')).toBe(false);
  });

  test('two who put the same at once both succeed', async () => {
    await using opened = await open();
    const { store } = opened;
    const content = randomBytes(MB);
    await Promise.all([1, 2].map(() => store.put('env/ab/twice-1', inChunks(content, 10_000), content.length)));
    expect((await bytes(await store.get('env/ab/twice-1'))).equals(content)).toBe(true);
  });

  test('a key that could lead elsewhere is none', async () => {
    await using opened = await open();
    const { store } = opened;
    for (const key of [
      '../x',
      'a/../../x',
      '/etc/passwd',
      'a//b',
      'a',
      'a/.unfinished',
      'a/b\0',
      'a/B',
      `a/${'b'.repeat(300)}`,
      'a/b\n',
    ]) {
      await expect(store.put(key, Readable.from([]), 0), key).rejects.toThrow(/no key/);
      await expect(store.get(key), key).rejects.toThrow(/no key/);
      await expect(store.remove(key), key).rejects.toThrow(/no key/);
    }
  });
}

const oidOf = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

export function inChunks(content: Buffer, size: number): Readable {
  const chunks: Buffer[] = [];
  for (let start = 0; start < content.length; start += size) chunks.push(content.subarray(start, start + size));
  return Readable.from(chunks);
}

function failing(content: Buffer): Readable {
  return Readable.from(
    (function* () {
      yield content;
      throw new Error('the sandbox has ended');
    })(),
  );
}

export async function bytes(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}

export async function keys(store: ObjectStore): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list()) found.push(key);
  return found;
}
