import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';
import { EDITOR_LIMIT_BYTES, type TextFile } from '@craftastic/contract/files';
import { systemCode } from '../system-code.ts';
import { fromPath, type Place, resolvePath } from './resolve-path.ts';
import { decodeText } from './text-format.ts';

export async function readTextFile(workspace: string, path: string): Promise<TextFile> {
  try {
    await using place = await resolvePath(workspace, path, { follow: true });
    const bytes = await readBytes(place, path);
    const decoded = decodeText(bytes);
    if (!decoded) throw contractError('FILE_NOT_TEXT', { data: { path } });
    const { text, eol, bom } = decoded;
    return { path, text, version: versionOf(bytes), size: bytes.length, eol, bom, readOnly: await isReadOnly(place) };
  } catch (error) {
    throw fromPath(error, path);
  }
}

/** The bytes of a regular file that the editor may open. Throws the system's errors, and the contract's. */
export async function readBytes(place: Place, path: string): Promise<Buffer> {
  await using handle = await openRegular(place, path);
  const { size } = await handle.stat();
  if (size > EDITOR_LIMIT_BYTES) {
    throw contractError('FILE_TOO_LARGE', { data: { path, size, limit: EDITOR_LIMIT_BYTES } });
  }
  return await handle.readFile();
}

/** Never follows a symlink that was put there meanwhile, never waits for the other end of a pipe. */
export async function openRegular(place: Place, path: string): Promise<FileHandle> {
  const handle = await open(place.at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw contractError('FILE_NOT_TEXT', { data: { path }, message: 'This is not a regular file.' });
}

/** Names the content of a file: 132 bits of its SHA-256. */
export function versionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}

async function isReadOnly(place: Place): Promise<boolean> {
  try {
    await access(place.at, constants.W_OK);
    return false;
  } catch (error) {
    return ['EACCES', 'EROFS', 'EPERM'].includes(systemCode(error) ?? '');
  }
}
