import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { systemCode } from '../system-code.ts';

/** Delete a directory with all in it, also where programs made folders of it read-only, as module caches are. */
export async function removeTree(directory: string | Buffer): Promise<void> {
  try {
    await remove(directory);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await makeWritable(directory);
    await remove(directory);
  }
}

/** The same, but the directory itself stays. */
export async function removeContents(directory: string): Promise<void> {
  for (const name of await readdir(directory, { encoding: 'buffer' }).catch(() => [])) {
    await removeTree(Buffer.concat([Buffer.from(directory), SLASH, name]));
  }
}

const remove = (directory: string | Buffer) => rm(directory, { recursive: true, force: true, maxRetries: 3 });

/** Links are not followed: `lstat` says what they are, and they are no directories. */
async function makeWritable(directory: string | Buffer): Promise<void> {
  if (!(await lstat(directory)).isDirectory()) return;
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await makeWritable(Buffer.concat([Buffer.from(directory), SLASH, entry.name]));
  }
}

const SLASH = Buffer.from('/');
