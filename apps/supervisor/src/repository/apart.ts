import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textFields } from '@craftastic/git/fields';
import { commitOf } from '@craftastic/git/refs';
import type { Git } from '@craftastic/git/runner';
import { systemCode } from '../system-code.ts';

/**
 * What of a repository's own configuration is a matter of how files look, and can't name a program. The rest is left:
 * whoever works in a session can write to that file, and a filter in it would run here, where all worktrees of the
 * environment are seen. Checking the configuration first would not do; a session may change it right after the check.
 */
const HARMLESS =
  '^(core\\.(autocrlf|eol|safecrlf|symlinks|filemode|ignorecase|precomposeunicode|sparsecheckout|sparsecheckoutcone|longpaths)|remote\\.origin\\.url)$';

/** A worktree looked at through a git directory of our own. */
export interface Apart extends AsyncDisposable {
  /** In the worktree. Every command has to begin with `where`. */
  git: Git;
  where: readonly string[];
  /** HEAD's commit; null before the first one. */
  head: string | null;
  /** Give the worktree the index that was made here. */
  keepIndex(): Promise<void>;
}

/**
 * Git in a worktree, apart from the repository's configuration, attributes and hooks: its objects, its HEAD and its index,
 * in a git directory that no session can reach. `worktree` must be a git in the worktree; what is asked of it here (where
 * it is, which commit HEAD has, plain values) runs nothing.
 */
export async function openApart(worktree: Git): Promise<Apart> {
  const [{ own, common }, head, format, settings] = await Promise.all([
    worktree.gitDirectories(),
    commitOf(worktree, 'HEAD'),
    worktree.text(['rev-parse', '--show-object-format']),
    harmlessSettings(worktree),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'apart-'));
  const [objects, info] = [join(directory, 'objects'), join(directory, 'info')];
  await Promise.all([
    mkdir(join(objects, 'info'), { recursive: true }),
    mkdir(join(directory, 'refs/heads'), { recursive: true }),
    mkdir(info),
  ]);
  await Promise.all([
    writeFile(join(directory, 'HEAD'), `${head ?? 'ref: refs/heads/unborn'}\n`),
    writeFile(join(directory, 'config'), configOf(format, common, settings)),
    writeFile(join(objects, 'info/alternates'), `${join(common, 'objects')}\n`),
    copyWhereThere(join(own, 'index'), join(directory, 'index')),
    copyWhereThere(join(common, 'info/exclude'), join(info, 'exclude')),
    copyWhereThere(join(own, 'info/sparse-checkout'), join(info, 'sparse-checkout')),
  ]);
  return {
    git: worktree,
    where: [`--git-dir=${directory}`, `--work-tree=${worktree.directory}`],
    head,
    async keepIndex() {
      // Another file system than the worktree's: put beside it first, so that no half an index is ever seen.
      const beside = join(own, 'index.apart');
      // EXCL does not follow a link either, which a session may have put there to have another file overwritten.
      await rm(beside, { force: true });
      await copyFile(join(directory, 'index'), beside, constants.COPYFILE_EXCL);
      await rename(beside, join(own, 'index'));
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

async function harmlessSettings(git: Git): Promise<[string, string][]> {
  const { stdout } = await git.run(['config', '-z', '--get-regexp', HARMLESS], { expect: [0, 1] });
  return textFields(stdout).flatMap((entry): [string, string][] => {
    const end = entry.indexOf('\n');
    // A key without a value means true.
    return entry === '' ? [] : [end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]];
  });
}

function configOf(format: string, common: string, settings: [string, string][]): string {
  const sections = [
    `[core]\n\trepositoryformatversion = ${format === 'sha1' ? 0 : 1}\n\tbare = false\n`,
    ...(format === 'sha1' ? [] : [`[extensions]\n\tobjectFormat = ${format}\n`]),
    // Large files that another checkout has brought are not brought again.
    `[lfs]\n\tstorage = ${quoted(join(common, 'lfs'))}\n`,
    ...settings.map(([key, value]) => {
      const name = key.slice(key.lastIndexOf('.') + 1);
      return key.startsWith('core.')
        ? `[core]\n\t${name} = ${quoted(value)}\n`
        : `[remote "origin"]\n\t${name} = ${quoted(value)}\n`;
    }),
  ];
  return sections.join('');
}

/** As git-config(1) reads it back. A line break would begin a section of the repository's choice. */
function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"]/g, '\\$&').replaceAll(/\p{Cc}/gu, '')}"`;
}

async function copyWhereThere(from: string, to: string): Promise<void> {
  try {
    // A pipe in its place would never end.
    if ((await lstat(from)).isFile()) await copyFile(from, to);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** How deep submodules of submodules are followed. */
const DEEPEST = 5;

/**
 * How many paths of a worktree are not as its last commit has them. Files of submodules count for their submodule, each
 * looked at in the same way: git's own status would go into them with whatever they have configured.
 */
export async function countChanges(worktree: Git, depth = 0): Promise<number> {
  await using apart = await openApart(worktree);
  const { git, where } = apart;
  const [status, staged] = await Promise.all([
    git.run([
      ...where,
      'status',
      '--porcelain=v1',
      '-z',
      '--no-renames',
      '--untracked-files=all',
      '--ignore-submodules=dirty',
    ]),
    git.run([...where, 'ls-files', '--stage', '-z']),
  ]);
  const changed = textFields(status.stdout).filter((entry) => entry !== '').length;
  if (depth === DEEPEST) return changed;
  const submodules = textFields(staged.stdout).flatMap((entry) => /^160000 [^\t]*\t(.+)$/s.exec(entry)?.[1] ?? []);
  const within = await Promise.all(
    submodules.map(async (path) => {
      const directory = join(worktree.directory, path);
      // Not checked out, or no repository of its own: nothing can have been changed in it.
      const top = await worktree
        .in(directory)
        .text(['rev-parse', '--show-toplevel'])
        .catch(() => null);
      if (top !== directory) return 0;
      return Math.min(1, await countChanges(worktree.in(directory), depth + 1));
    }),
  );
  return changed + within.reduce((sum, count) => sum + count, 0);
}
