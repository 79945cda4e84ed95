import { chmod, chown, lstat, mkdir, realpath } from 'node:fs/promises';

export interface Owner {
  uid: number;
  gid: number;
}

/** Who owns repositories when the server runs as root: the usual first user, and the one of the session image. */
const ORDINARY_USER: Owner = { uid: 1000, gid: 1000 };

/**
 * Who owns the repositories, and so who sandboxes run as: the server's own user; under Docker never root, which a
 * container should not be even where the server is.
 */
export function dataOwner(runtime: 'docker' | 'local'): Owner {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return runtime === 'docker' && own.uid === 0 ? ORDINARY_USER : own;
}

/** Make a folder that belongs to the owner, unless it is there. Parents are the server's own and only passable. */
export async function makeOwned(path: string, owner: Owner, mode = 0o755): Promise<void> {
  if (await mkdir(path, { mode }).then(() => true, ignoreExisting)) {
    if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
    await chmod(path, mode);
  }
}

/**
 * Refuse a folder that is not where its path says: something inside a sandbox may have put a link in its place, and a
 * mount would follow it.
 */
export async function refuseLinks(path: string): Promise<void> {
  const [real, info] = await Promise.all([realpath(path), lstat(path)]);
  if (real !== path || !info.isDirectory()) {
    throw new Error(`${path} is not the folder that was made there; it will not be mounted.`);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}
