import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../system-code.ts';

/** Delete a directory with all in it, also where programs made folders of it read-only, as module caches are. */
export async function removeTree(directory: string): Promise<void> {
  try {
    await remove(directory);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await makeWritable(directory);
    await remove(directory);
  }
}

const remove = (directory: string) => rm(directory, { recursive: true, force: true, maxRetries: 3 });

/** Links are not followed: `lstat` says what they are, and they are no directories. */
async function makeWritable(directory: string): Promise<void> {
  if (!(await lstat(directory)).isDirectory()) return;
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  }
}
