import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a sandbox runs and is not its own: Node, and the supervisor. */
export interface Programs {
  nodeBinary: string;
  supervisorDirectory: string;
}

/**
 * The programs, in the data folder. A server that runs in a container shares that folder with the machine, at the same path;
 * its own files the machine's engine can't mount. A new version gets a folder of its own: sandboxes go on with the one that
 * they were made with.
 */
export async function copyPrograms(from: Programs, dataDirectory: string): Promise<Programs> {
  const hash = createHash('sha256').update(process.version);
  for (const name of (await readdir(from.supervisorDirectory, { recursive: true })).sort()) {
    const { size } = await stat(join(from.supervisorDirectory, name));
    hash.update(`\0${name}\0${size}`);
  }
  const root = join(dataDirectory, 'programs');
  const directory = join(root, hash.digest('hex').slice(0, 12));
  const copied = { nodeBinary: join(directory, 'node'), supervisorDirectory: join(directory, 'supervisor') };
  const isThere = await stat(directory).catch(() => null);
  if (isThere) return copied;
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(root, { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o755 });
  await cp(from.nodeBinary, join(unfinished, 'node'), { dereference: true });
  await cp(from.supervisorDirectory, join(unfinished, 'supervisor'), { recursive: true, dereference: true });
  await rename(unfinished, directory);
  return copied;
}
