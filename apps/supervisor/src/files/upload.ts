import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { contractError } from '@craftastic/contract/contract-error';
import { systemCode } from '../system-code.ts';
import { fromPath, resolvePath } from './resolve-path.ts';
import { replaceFile } from './write-file.ts';

/** Streams a request's body into a file. What was there before stays until the last byte has arrived. */
export async function upload(
  workspace: string,
  path: string,
  overwrite: boolean,
  request: IncomingMessage,
): Promise<void> {
  try {
    await using place = await resolvePath(workspace, path, { follow: true, makeParents: true });
    const current = await presentAt(place.at);
    if (current && (!overwrite || !current.isFile())) throw contractError('FILE_EXISTS', { data: { path } });
    await replaceFile(place, {
      path,
      current,
      fill: (handle) => handle.writeFile(request),
    });
  } catch (error) {
    throw fromPath(error, path);
  }
}

async function presentAt(path: Buffer): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
