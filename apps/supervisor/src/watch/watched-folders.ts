import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathFromBytes, pathToBytes } from '@craftastic/contract/git-path';
import { systemCode } from '../system-code.ts';

/** Folders that are read at the same time. */
const AT_ONCE = 8;

/** The system watches no more folders for this user. */
export class NoWatchesLeft extends Error {
  override name = 'NoWatchesLeft';
}

/**
 * The kernel's watches on a folder and all folders below it, kept as folders come and go. It watches a folder before it
 * reads it, so nothing that is made there meanwhile is missed: it is either read, or told. (@parcel/watcher does not:
 * of `mkdir -p a/b` it never watches `a/b`.)
 *
 * Paths are the contract's: bytes that are not UTF-8 survive.
 */
export class WatchedFolders implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #isIgnored: (path: string) => boolean;
  readonly #onEvent: (folder: string, name: string | null, type: 'rename' | 'change') => void;
  #closed = false;

  /** `onEvent` gets null for the name where the system did not say which. */
  constructor(options: {
    isIgnored: (path: string) => boolean;
    onEvent: (folder: string, name: string | null, type: 'rename' | 'change') => void;
  }) {
    this.#isIgnored = options.isIgnored;
    this.#onEvent = options.onEvent;
  }

  has(folder: string): boolean {
    return this.#watchers.has(folder);
  }

  /**
   * Watch a folder and those below it; `found` is called with each entry that is there. A folder that is watched already
   * is read again, so that a lost word of a new one is made up for. Throws {@link NoWatchesLeft}.
   */
  async enter(folder: string, found: (path: string) => void = () => {}): Promise<void> {
    const waiting = [folder];
    while (waiting.length > 0 && !this.#closed) {
      const folders = waiting.splice(0, AT_ONCE).filter((each) => this.#watch(each));
      const entries = await Promise.all(folders.map((each) => this.#entries(each)));
      for (const { path, isFolder } of entries.flat()) {
        found(path);
        if (isFolder) waiting.push(path);
      }
    }
  }

  /** Forget these folders and all below them. */
  leave(folders: ReadonlySet<string>): void {
    if (folders.size === 0) return;
    for (const [path, watcher] of this.#watchers) {
      if (!isIn(path, folders)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** False where the folder is gone. */
  #watch(folder: string): boolean {
    if (this.#watchers.has(folder)) return true;
    try {
      const watcher = watch(Buffer.from(pathToBytes(folder)), { encoding: 'buffer' }, (type, name) =>
        this.#onEvent(folder, name === null ? null : pathFromBytes(name), type),
      );
      // Its folder is gone; the one above tells.
      watcher.on('error', () => this.leave(new Set([folder])));
      this.#watchers.set(folder, watcher);
      return true;
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOSPC' || code === 'EMFILE')
        throw new NoWatchesLeft(`No watch left for ${folder}`, { cause: error });
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return false;
      throw error;
    }
  }

  async #entries(folder: string): Promise<{ path: string; isFolder: boolean }[]> {
    try {
      const entries = await readdir(Buffer.from(pathToBytes(folder)), { withFileTypes: true, encoding: 'buffer' });
      return entries
        .map((entry) => ({ path: `${folder}/${pathFromBytes(entry.name)}`, isFolder: entry.isDirectory() }))
        .filter(({ path }) => !this.#isIgnored(path));
    } catch {
      // Gone, or not ours to read.
      return [];
    }
  }
}

/** Whether the path is one of these, or below one. */
function isIn(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (folders.has(path.slice(0, at))) return true;
  }
  return false;
}
