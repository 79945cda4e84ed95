import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readlink, realpath } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';
import { pathFromBytes, pathToBytes } from '@craftastic/contract/git-path';
import { systemCode } from '../system-code.ts';

const SLASH = Buffer.from('/');
const NAME_LIMIT_BYTES = 255;
const GIT = Buffer.from('.git');

/**
 * A place below the worktree, held by its directory: an open descriptor that was seen to be inside. What is done to
 * `at` goes through that descriptor (`/proc/self/fd/7/name`, as openat does it), so a directory that is swapped for a
 * symlink meanwhile leads nowhere. Without /proc, on macOS, it is the real path, and that race stays open.
 */
export interface Place extends AsyncDisposable {
  /** For `fs`; bytes, since names need not be UTF-8. The last component is not resolved: open it with O_NOFOLLOW. */
  readonly at: Buffer;
  /** Another name in the same directory. */
  sibling(name: string): Buffer;
  /** Real absolute path as it was found, to tell places apart. */
  readonly key: string;
}

export interface ResolveOptions {
  /** Go to what a symlink at the end points to, which must be inside too. */
  follow?: boolean;
  /** Make the directories that lead there. */
  makeParents?: boolean;
}

/** Throws PATH_OUTSIDE, FILE_NOT_FOUND, FILE_NAME_INVALID. `path` is a contract path; not the worktree itself. */
export async function resolvePath(workspace: string, path: string, options: ResolveOptions = {}): Promise<Place> {
  const root = Buffer.from(workspace);
  const names = namesOf(path);
  const full = Buffer.concat([root, SLASH, pathToBytes(names.join('/'))]);
  try {
    if (options.makeParents) await makeDirectories(workspace, names.slice(0, -1));
    if (options.follow) {
      const real = await realOf(full);
      if (real) return await placeOf(root, path, real);
    }
    const parent = await realpath(directoryOf(full), { encoding: 'buffer' });
    return await placeOf(root, path, Buffer.concat([parent, SLASH, pathToBytes(names.at(-1) ?? '')]));
  } catch (error) {
    throw fromPath(error, path);
  }
}

/** The real path of a directory in the worktree, '' being the worktree itself. */
export async function resolveDirectory(workspace: string, path: string): Promise<Buffer> {
  const root = Buffer.from(workspace);
  if (path === '') return root;
  try {
    const real = await realpath(Buffer.concat([root, SLASH, pathToBytes(namesOf(path).join('/'))]), {
      encoding: 'buffer',
    });
    if (!isInside(root, real)) throw contractError('PATH_OUTSIDE', { data: { path } });
    return real;
  } catch (error) {
    throw fromPath(error, path);
  }
}

/** Whether a real path is the worktree or below it, and none of git's own. */
export function isInside(root: Uint8Array, real: Buffer): boolean {
  if (real.equals(root)) return true;
  if (!real.subarray(0, root.length + 1).equals(Buffer.concat([root, SLASH]))) return false;
  const below = real.subarray(root.length + 1);
  const end = below.indexOf(SLASH);
  return !below.subarray(0, end < 0 ? undefined : end).equals(GIT);
}

/** The components of a path that may be: none empty, none that climbs, not git's own at the top. */
export function namesOf(path: string): string[] {
  const names = path.replace(/\/$/, '').split('/');
  if (names.includes('..')) throw contractError('PATH_OUTSIDE', { data: { path } });
  if (names.some((name) => name === '' || name === '.' || pathToBytes(name).length > NAME_LIMIT_BYTES)) {
    throw contractError('FILE_NAME_INVALID', { data: { path } });
  }
  // Where the file system takes no notice of case, .GIT is the same file.
  if (names[0]?.toLowerCase() === '.git') {
    throw contractError('PATH_OUTSIDE', { data: { path }, message: 'This belongs to git; it is not for the editor.' });
  }
  return names;
}

/** What the system says about a path, as an error of the contract. */
export function fromPath(error: unknown, path: string): unknown {
  const data = { path };
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return contractError('FILE_NOT_FOUND', { data });
    case 'ELOOP':
      return contractError('PATH_OUTSIDE', { data });
    case 'EEXIST':
    case 'ENOTEMPTY':
      return contractError('FILE_EXISTS', { data });
    case 'ENAMETOOLONG':
    case 'EINVAL':
    case 'EILSEQ':
      return contractError('FILE_NAME_INVALID', { data });
    default:
      return error;
  }
}

async function placeOf(root: Buffer, path: string, real: Buffer): Promise<Place> {
  if (!isInside(root, real)) throw contractError('PATH_OUTSIDE', { data: { path } });
  const parent = directoryOf(real);
  const name = real.subarray(parent.length + 1);
  const handle = await open(parent, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const base = await baseOf(handle, root, parent, path);
    return {
      at: Buffer.concat([base, SLASH, name]),
      sibling: (other) => Buffer.concat([base, SLASH, pathToBytes(other)]),
      key: pathFromBytes(real),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function baseOf(handle: FileHandle, root: Buffer, parent: Buffer, path: string): Promise<Buffer> {
  if (process.platform !== 'linux') return parent;
  const base = Buffer.from(`/proc/self/fd/${handle.fd}`);
  const now = await readlink(base, { encoding: 'buffer' });
  if (!isInside(root, now)) throw contractError('PATH_OUTSIDE', { data: { path } });
  return base;
}

/** Null where nothing is there yet; a symlink to nothing is no place to write to. */
async function realOf(full: Buffer): Promise<Buffer | null> {
  try {
    return await realpath(full, { encoding: 'buffer' });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  try {
    await readlink(full);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
  throw contractError('FILE_NOT_FOUND', {
    data: { path: '' },
    message: 'This is a symbolic link to a file that does not exist.',
  });
}

async function makeDirectories(workspace: string, names: string[]): Promise<void> {
  for (let depth = 1; depth <= names.length; depth++) {
    await using place = await resolvePath(workspace, names.slice(0, depth).join('/'), { follow: true });
    try {
      await mkdir(place.at);
    } catch (error) {
      // A file in the way is told by the next step, which can't go through it.
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

function directoryOf(path: Buffer): Buffer {
  return path.subarray(0, path.lastIndexOf(SLASH));
}
