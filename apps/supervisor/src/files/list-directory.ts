import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import type { Entry } from '@craftastic/contract/files';
import { pathFromBytes, pathToBytes } from '@craftastic/contract/git-path';
import { fields } from '@craftastic/git/fields';
import type { Git } from '@craftastic/git/runner';
import { systemCode } from '../system-code.ts';
import { fromPath, isInside, resolveDirectory } from './resolve-path.ts';
import { isTemporary } from './temporary-name.ts';

type EntryInfo = (typeof Entry)['_output'];

const SLASH = Buffer.from('/');
const HERE = Buffer.from('./');
const NUL = Buffer.from([0]);
const naturally = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Directories first, names in natural order (file2 before file10). All but git's own at the top. */
export async function listDirectory(git: Git, workspace: string, path: string): Promise<EntryInfo[]> {
  const directory = await resolveDirectory(workspace, path);
  let names: Dirent<Buffer>[];
  try {
    names = await readdir(directory, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw fromPath(error, path);
  }
  const described = await Promise.all(
    names.map(async (entry) => {
      const name = pathFromBytes(entry.name);
      if ((path === '' && name === '.git') || isTemporary(name)) return [];
      const info = await describe(workspace, Buffer.concat([directory, SLASH, entry.name]));
      return info ? [{ name, path: path === '' ? name : `${path.replace(/\/$/, '')}/${name}`, ...info }] : [];
    }),
  );
  const entries = described.flat();
  const ignored = await ignoredOf(
    git,
    entries.map((entry) => entry.path),
  );
  return entries
    .map((entry) => ({ ...entry, ignored: ignored.has(entry.path) }))
    .sort((a, b) => rank(a) - rank(b) || naturally.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
}

/** Null for what went away meanwhile. */
async function describe(workspace: string, full: Buffer): Promise<Pick<EntryInfo, 'type' | 'target' | 'size'> | null> {
  try {
    const stats = await lstat(full);
    if (!stats.isSymbolicLink()) {
      const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
      return { type, size: stats.isFile() ? stats.size : 0 };
    }
    return { type: 'symlink', target: await targetOf(workspace, full), size: 0 };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function targetOf(workspace: string, full: Buffer): Promise<EntryInfo['target']> {
  try {
    const real = await realpath(full, { encoding: 'buffer' });
    if (!isInside(Buffer.from(workspace), real)) return 'outside';
    return (await stat(real)).isDirectory() ? 'directory' : 'file';
  } catch {
    return 'broken';
  }
}

async function ignoredOf(git: Git, paths: string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  // This command knows no literal pathspecs; `./` keeps a name that begins with a colon from being magic.
  const input = Buffer.concat(paths.flatMap((path) => [HERE, pathToBytes(path), NUL]));
  // 1: none is ignored. 128: the directory belongs to a submodule, whose rules are its own.
  const { stdout } = await git.run(['check-ignore', '-z', '--stdin'], {
    input,
    expect: [0, 1, 128],
  });
  return new Set(fields(stdout).map((field) => pathFromBytes(field.subarray(HERE.length))));
}

function rank(entry: EntryInfo): number {
  return entry.type === 'directory' || entry.target === 'directory' ? 0 : 1;
}
