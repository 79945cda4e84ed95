import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, open, rename, stat, unlink } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';
import { systemCode } from '../system-code.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { readBytes, versionOf } from './read-file.ts';
import { fromPath, type Place, resolvePath } from './resolve-path.ts';
import { temporaryName } from './temporary-name.ts';
import { encodeText } from './text-format.ts';

export interface WriteInput {
  path: string;
  text: string;
  /** Null where the file must not exist. */
  expectedVersion: string | null;
  eol: 'lf' | 'crlf';
  bom: boolean;
}

/** One write of a file at a time: of several that start from the same version, one wins and the others are told. */
const queue = new KeyedQueue();

/**
 * Replaces a file as a whole, if it still is what the editor has read. Readers see the old file or the new one, never
 * a part: a temporary file beside it is renamed over it. Mode and owner stay; a symlink stays one, its target is written.
 */
export async function writeTextFile(workspace: string, input: WriteInput): Promise<{ version: string }> {
  const { path, expectedVersion } = input;
  try {
    await using place = await resolvePath(workspace, path, { follow: true, makeParents: expectedVersion === null });
    return await queue.run(place.key, async () => {
      const current = await readCurrent(place, path);
      const version = current && versionOf(current.bytes);
      if (expectedVersion === null && current) throw contractError('FILE_EXISTS', { data: { path } });
      if (version !== expectedVersion) throw contractError('FILE_CHANGED', { data: { path, version } });
      const bytes = encodeText(input.text, input, current?.bytes ?? null);
      await replaceFile(place, {
        path,
        current: current?.stats ?? null,
        fill: async (handle) => {
          await handle.writeFile(bytes);
        },
      });
      return { version: versionOf(bytes) };
    });
  } catch (error) {
    throw fromPath(error, path);
  }
}

/**
 * Fill a temporary file and put it in place. `current` is what is replaced: it must still be the same file, unchanged,
 * right before the rename; null where nothing may be there, which the system itself then guards.
 */
export async function replaceFile(
  place: Place,
  options: { path: string; current: Stats | null; fill: (handle: FileHandle) => Promise<void> },
): Promise<void> {
  const temporary = place.sibling(temporaryName());
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  try {
    try {
      await options.fill(handle);
      if (options.current) await keepOwnerAndMode(handle, options.current);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    if (options.current) {
      if (!isSame(options.current, await statOf(place.at))) {
        throw contractError('FILE_CHANGED', { data: { path: options.path, version: null } });
      }
      await rename(temporary, place.at);
    } else {
      await putInFreePlace(temporary, place.at);
    }
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Fails where something is there, by the system's own check. */
async function putInFreePlace(temporary: Buffer, target: Buffer): Promise<void> {
  try {
    await link(temporary, target);
    await unlink(temporary);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(error) ?? '')) throw error;
    // A file system without links: the place is taken by an empty file first.
    await (await open(target, 'wx')).close();
    await rename(temporary, target);
  }
}

async function readCurrent(place: Place, path: string): Promise<{ bytes: Buffer; stats: Stats } | null> {
  try {
    // Before the bytes: a change between the two is then seen as one.
    const stats = await stat(place.at);
    return { bytes: await readBytes(place, path), stats };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function keepOwnerAndMode(handle: FileHandle, from: Stats): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== from.uid || own.gid !== from.gid) {
    // Not ours to give away, where we are not root; the file is then the writer's, as with any editor.
    await handle.chown(from.uid, from.gid).catch(() => undefined);
  }
  await handle.chmod(from.mode & 0o7777);
}

async function statOf(path: Buffer): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function isSame(one: Stats, other: Stats | null): boolean {
  return (
    other !== null &&
    one.ino === other.ino &&
    one.size === other.size &&
    one.mtimeMs === other.mtimeMs &&
    one.ctimeMs === other.ctimeMs
  );
}
