import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import { pathFromBytes, pathToBytes } from '@craftastic/contract/git-path';
import { fields } from '@craftastic/git/fields';
import { systemCode } from '../system-code.ts';
import type { Layout } from './layout.ts';

/**
 * Copy ignored files that match the globs, such as `.env.local`, from one worktree into another. A glob without a slash
 * matches at any depth, as in .gitignore. Existing files are left, links stay links.
 */
export async function copyIgnored(layout: Layout, from: string, to: string, globs: readonly string[]): Promise<number> {
  if (globs.length === 0) return 0;
  const pathspecs = globs.map((glob) => {
    const path = glob.replace(/^\//, '');
    return glob.includes('/') ? `:(glob)${path}` : `:(glob)**/${path}`;
  });
  const { stdout } = await layout
    .worktreeGit(from)
    .run(['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--', ...pathspecs]);
  const target = await realpath(layout.worktree(to));
  let copied = 0;
  for (const path of fields(stdout).map(pathFromBytes)) {
    if (await copyOne(layout.worktree(from), target, path)) copied++;
  }
  return copied;
}

async function copyOne(from: string, to: string, path: string): Promise<boolean> {
  const source = Buffer.concat([Buffer.from(`${from}/`), pathToBytes(path)]);
  const target = Buffer.concat([Buffer.from(`${to}/`), pathToBytes(path)]);
  const parent = target.subarray(0, target.lastIndexOf(0x2f));
  try {
    const stats = await lstat(source);
    await mkdir(parent, { recursive: true });
    // A folder of the other worktree may be a link that leads out of it.
    const real = await realpath(parent, { encoding: 'buffer' });
    if (!real.equals(parent)) return false;
    if (stats.isSymbolicLink()) await symlink(await readlink(source, { encoding: 'buffer' }), target);
    else if (stats.isFile()) await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    else return false;
    return true;
  } catch (error) {
    // There already, or gone meanwhile, or a file where a folder should be.
    if (['EEXIST', 'ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}
