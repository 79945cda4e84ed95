import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';

const require = createRequire(import.meta.url);

/** Folder of the Dockerfile of the default session image. */
export const SESSION_IMAGE_DIRECTORY = join(import.meta.dirname, '../../../images/session');

/** Folder of the Dockerfile of what sets the firewall. */
export const GUARD_IMAGE_DIRECTORY = join(import.meta.dirname, '../../../images/guard');

/** Packages of ours that an image gets, so that its build needs no host but Debian’s. */
const nodePackage = dirname(require.resolve('node/package.json'));
const npmPackage = dirname(require.resolve('npm/package.json'));

/** Name of the default image. Its tag is a hash of what it is built from, so a changed Dockerfile is a new image. */
export async function sessionImage(directory = SESSION_IMAGE_DIRECTORY): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(directory)).sort()) {
    hash.update(`${name}\0`).update(await readFile(join(directory, name)));
  }
  // The versions stand for the packages: reading 130 MB at every start would take longer than the start.
  for (const folder of [nodePackage, npmPackage]) {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    hash.update(`\0${name}@${version}`);
  }
  return `craftastic/session:${hash.digest('hex').slice(0, 12)}`;
}

/** Name of the image that sets the firewall, in the same way. */
export async function guardImage(): Promise<string> {
  const dockerfile = await readFile(join(GUARD_IMAGE_DIRECTORY, 'Dockerfile'));
  return `craftastic/guard:${createHash('sha256').update(dockerfile).digest('hex').slice(0, 12)}`;
}

export function guardBuildContext(): Readable {
  const pack = tar.pack();
  addFile(pack, join(GUARD_IMAGE_DIRECTORY, 'Dockerfile'), 'Dockerfile').then(
    () => pack.finalize(),
    (error: Error) => pack.destroy(error),
  );
  return pack;
}

/** The build’s context as a tar stream: the image’s folder, `node/node` and `npm/`. */
export function sessionBuildContext(directory = SESSION_IMAGE_DIRECTORY): Readable {
  const pack = tar.pack();
  const fill = async () => {
    for (const name of await readdir(directory)) await addFile(pack, join(directory, name), name);
    await addFile(pack, join(nodePackage, 'bin/node'), 'node/node');
    const entries = await readdir(npmPackage, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      await addFile(pack, path, `npm${path.slice(npmPackage.length)}`);
    }
    pack.finalize();
  };
  fill().catch((error: Error) => pack.destroy(error));
  return pack;
}

/** Times and owners are left out, so that the engine’s layer cache hits whoever builds. */
async function addFile(pack: tar.Pack, path: string, name: string): Promise<void> {
  const { size, mode } = await stat(path);
  const entry = pack.entry({ name, size, mode: mode & 0o111 ? 0o755 : 0o644, mtime: new Date(0) });
  await pipeline(createReadStream(path), entry);
}
