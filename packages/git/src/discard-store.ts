import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { pathToBytes } from '@craftastic/contract/git-path';
import { z } from 'zod';
import { each } from './each.ts';
import { GitError } from './git-error.ts';
import type { Git } from './runner.ts';

/** So many discards can be undone; the oldest is forgotten for a new one. */
const KEPT_RECORDS = 20;

const State = z.string().describe('What is at a path: absent, or kind, mode and hash of the content');
const Entry = z.object({
  path: z.string(),
  mode: z.number().nullable().describe('null for a link or where there was no file'),
  link: z.string().nullable().describe('Target of a symbolic link, base64'),
  after: State.optional().describe('Left by the discard; anything else there is newer work'),
});
const Manifest = z.array(Entry);
type Entry = z.infer<typeof Entry>;

/**
 * Keeps discarded files as plain copies in the worktree's own git directory, where nobody looks, `git status` doesn't
 * and no garbage collection reaches. Rejected: a stash (it would be in the user's list, and takes no part of a file)
 * and loose blobs (content filters change what is read back, and `git gc` in a terminal may drop them).
 */
export class DiscardStore {
  readonly #git: Git;
  readonly #directory: string;

  private constructor(git: Git, directory: string) {
    this.#git = git;
    this.#directory = directory;
  }

  static async of(git: Git): Promise<DiscardStore> {
    const { own } = await git.gitDirectories();
    return new DiscardStore(git, join(own, 'craftastic-discards'));
  }

  /** Copies the files as they are. `seal` once the discard is done; before that it can't be undone. */
  async keep(paths: readonly string[]): Promise<{ id: string; seal(): Promise<void> }> {
    const id = `${Date.now().toString(36).padStart(9, '0')}-${randomUUID()}`;
    const directory = join(this.#directory, id);
    await mkdir(directory, { recursive: true });
    const entries = await each(paths, (path, index) => this.#copy(path, join(directory, String(index))));
    const seal = async () => {
      await each(entries, async (entry) => {
        entry.after = await stateOf(absolute(this.#git, entry.path));
      });
      await writeFile(join(directory, 'manifest.json'), JSON.stringify(entries));
      await this.#forgetOldest();
    };
    return { id, seal };
  }

  async restore(id: string): Promise<void> {
    // The id is a folder's name and comes from the user.
    if (!/^[0-9a-z]+-[0-9a-f-]{36}$/.test(id)) throw new GitError('NOT_FOUND');
    const directory = join(this.#directory, id);
    const manifest = await readFile(join(directory, 'manifest.json'), 'utf8').catch(() => {
      throw new GitError('NOT_FOUND', { message: 'This can’t be undone any more.' });
    });
    const entries = Manifest.parse(JSON.parse(manifest));
    await each(entries, async (entry) => {
      if ((await stateOf(absolute(this.#git, entry.path))) === entry.after) return;
      throw new GitError('FILE_CHANGED', {
        message: 'A file has changed since the discard; undoing it would overwrite that.',
        data: { path: entry.path, version: null },
      });
    });
    await each(entries, (entry, index) => this.#putBack(entry, join(directory, String(index))));
    await rm(directory, { recursive: true, force: true });
  }

  async #copy(path: string, target: string): Promise<Entry> {
    const source = absolute(this.#git, path);
    const stats = await lstat(source).catch(() => null);
    if (stats?.isSymbolicLink()) {
      const link = await readlink(source, { encoding: 'buffer' });
      return { path, mode: null, link: link.toString('base64') };
    }
    if (!stats?.isFile()) return { path, mode: null, link: null };
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    return { path, mode: stats.mode & 0o777, link: null };
  }

  async #putBack(entry: Entry, copy: string): Promise<void> {
    const target = absolute(this.#git, entry.path);
    if (entry.after !== 'absent') await removeFile(target);
    if (entry.mode === null && entry.link === null) return;
    await mkdir(parentOf(target), { recursive: true });
    if (entry.link !== null) await symlink(Buffer.from(entry.link, 'base64'), target);
    else if (entry.mode !== null) {
      await copyFile(copy, target, constants.COPYFILE_FICLONE);
      await chmod(target, entry.mode);
    }
  }

  async #forgetOldest(): Promise<void> {
    // Ids start with their time.
    const ids = (await readdir(this.#directory)).sort();
    for (const id of ids.slice(0, Math.max(0, ids.length - KEPT_RECORDS))) {
      await rm(join(this.#directory, id), { recursive: true, force: true });
    }
  }
}

/** The bytes of a path of the worktree, as the file system takes them. */
export function absolute(git: Git, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${git.directory}/`), pathToBytes(path)]);
}

/** Removes a file or link; not by `rm`, which looks at more than it needs to and takes 0.5 ms each. */
export async function removeFile(path: Buffer): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

function parentOf(path: Buffer): Buffer {
  return path.subarray(0, path.lastIndexOf(0x2f));
}

async function stateOf(path: Buffer): Promise<string> {
  const stats = await lstat(path).catch(() => null);
  if (!stats) return 'absent';
  if (stats.isSymbolicLink()) return `link ${(await readlink(path, { encoding: 'buffer' })).toString('base64')}`;
  if (!stats.isFile()) return 'other';
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return `file ${stats.mode & 0o111 ? 'x' : '-'} ${hash.digest('hex')}`;
}
