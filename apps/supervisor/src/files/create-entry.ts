import { mkdir, open } from 'node:fs/promises';
import { fromPath, resolvePath } from './resolve-path.ts';

/** An empty file or directory, and the directories that lead to it. Throws FILE_EXISTS. */
export async function createEntry(workspace: string, path: string, type: 'file' | 'directory'): Promise<void> {
  try {
    await using place = await resolvePath(workspace, path, { makeParents: true });
    if (type === 'directory') await mkdir(place.at);
    else await (await open(place.at, 'wx')).close();
  } catch (error) {
    throw fromPath(error, path);
  }
}
