import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ByteRange, checkKey, MissingObjectError, type ObjectInfo, type ObjectStore } from './object-store.ts';

/** No key begins with a dot. */
const UNFINISHED = '.unfinished';

/** Objects as files below a folder, which no sandbox has. */
export class FileStore implements ObjectStore {
  readonly kind = 'files';
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** One server has the folder, so what is unfinished when it starts is of one that was killed. */
  async check(): Promise<void> {
    await rm(join(this.#root, UNFINISHED), { recursive: true, force: true });
  }

  /** On the disk before it has its name: a power cut leaves all of it or nothing. */
  async put(key: string, content: Readable, size: number, signal?: AbortSignal): Promise<void> {
    const place = this.#path(key);
    const unfinished = join(this.#root, UNFINISHED, randomUUID());
    await Promise.all([
      mkdir(dirname(place), { recursive: true, mode: 0o700 }),
      mkdir(dirname(unfinished), { recursive: true, mode: 0o700 }),
    ]);
    try {
      const file = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(content, file, signal ? { signal } : {});
      if (file.bytesWritten !== size) throw new Error(`${key} has ${file.bytesWritten} bytes and not ${size}`);
      await rename(unfinished, place);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await syncFolder(dirname(place));
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const file = await this.#open(key);
    return file.createReadStream({ ...range, highWaterMark: 256 * 1024 });
  }

  async has(key: string): Promise<boolean> {
    return stat(this.#path(key)).then(
      () => true,
      (error) => {
        if (isMissing(error)) return false;
        throw error;
      },
    );
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async *list(): AsyncGenerator<ObjectInfo, void> {
    yield* filesBelow(this.#root, '');
  }

  close(): void {}

  #path(key: string): string {
    return join(this.#root, checkKey(key));
  }

  async #open(key: string): Promise<FileHandle> {
    return open(this.#path(key), 'r').catch((error) => {
      if (isMissing(error)) throw new MissingObjectError(key, { cause: error });
      throw error;
    });
  }
}

/** What is put or removed meanwhile may be told or not. */
async function* filesBelow(folder: string, prefix: string): AsyncGenerator<ObjectInfo, void> {
  const entries = await opendir(folder).catch(missing);
  if (!entries) return;
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* filesBelow(path, `${prefix}${entry.name}/`);
      continue;
    }
    const stats = await stat(path).catch(missing);
    if (stats?.isFile()) yield { key: prefix + entry.name, size: stats.size, modifiedAt: stats.mtime };
  }
}

/** A rename is kept by its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const isMissing = (error: NodeJS.ErrnoException): boolean => error.code === 'ENOENT' || error.code === 'ENOTDIR';

function missing(error: NodeJS.ErrnoException): null {
  if (isMissing(error)) return null;
  throw error;
}
