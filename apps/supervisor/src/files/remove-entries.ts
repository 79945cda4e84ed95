import { lstat, rm } from 'node:fs/promises';
import { isContractError } from '@craftastic/contract/contract-error';
import { fromPath, resolvePath } from './resolve-path.ts';

/** Files, directories with what is in them, symlinks but not their targets. All are looked up before any is deleted. */
export async function removeEntries(workspace: string, paths: string[]): Promise<void> {
  for (const path of paths) {
    await using place = await resolvePath(workspace, path);
    await lstat(place.at).catch((error: unknown) => {
      throw fromPath(error, path);
    });
  }
  for (const path of paths) {
    try {
      await using place = await resolvePath(workspace, path);
      await rm(place.at, { recursive: true, force: true, maxRetries: 2 });
    } catch (error) {
      // One of them may have been inside another: gone is what was asked for.
      if (!isContractError(error, 'FILE_NOT_FOUND')) throw error;
    }
  }
}
