import { createHash } from 'node:crypto';
import type { Diff } from '@craftastic/contract/git';
import { GitError } from './git-error.ts';
import { type Patch, parsePatch, presentHunk } from './parse-diff.ts';
import { stagedRenames } from './renames.ts';
import type { Git } from './runner.ts';

/** Beyond this a diff is not drawn. */
export const DIFF_LIMIT_BYTES = 1024 * 1024;

const FORMAT = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--unified=3',
  '--inter-hunk-context=0',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  '--diff-algorithm=default',
  '--full-index',
];

export interface FilePatch extends Patch {
  diffId: string;
  truncated: boolean;
  originalPath: string | undefined;
  /** Not in the index yet: its patch makes the file. */
  untracked: boolean;
}

/** What a file's unstaged change is (index to worktree), or its staged one (HEAD to index). */
export async function diff(git: Git, path: string, staged: boolean): Promise<Diff> {
  const patch = await filePatch(git, path, staged);
  return {
    path,
    ...(patch.originalPath === undefined ? {} : { originalPath: patch.originalPath }),
    diffId: patch.diffId,
    binary: patch.binary,
    truncated: patch.truncated,
    hunks: patch.truncated ? [] : patch.hunks.map(presentHunk),
  };
}

/** The same in bytes. */
export async function filePatch(git: Git, path: string, staged: boolean): Promise<FilePatch> {
  const originalPath = staged ? (await stagedRenames(git)).get(path) : undefined;
  const paths = originalPath === undefined ? [path] : [originalPath, path];
  const args = staged
    ? ['diff', '--cached', '--find-renames', ...FORMAT]
    : ['diff', '--no-renames', '--ignore-submodules=none', ...FORMAT];
  let output = await git.run(args, { paths, maxBytes: DIFF_LIMIT_BYTES });
  const untracked = !staged && output.stdout.length === 0 && (await isUntracked(git, path));
  if (untracked) {
    // 1 says that they differ; by way of xargs that is 123.
    output = await git.run(['diff', '--no-index', ...FORMAT], {
      paths: ['/dev/null', path],
      expect: [0, 1, 123],
      maxBytes: DIFF_LIMIT_BYTES,
    });
  }
  const diffId = createHash('sha256').update(output.stdout).digest('hex').slice(0, 32);
  return { ...parsePatch(output.stdout), diffId, truncated: output.truncated, originalPath, untracked };
}

/** The patch that the user looked at, or `GIT_DIFF_CHANGED`. */
export async function expectPatch(git: Git, path: string, staged: boolean, diffId: string): Promise<FilePatch> {
  const patch = await filePatch(git, path, staged);
  if (patch.truncated || patch.diffId !== diffId) throw new GitError('GIT_DIFF_CHANGED');
  return patch;
}

async function isUntracked(git: Git, path: string): Promise<boolean> {
  const { stdout } = await git.run(['ls-files', '-z', '--others'], { paths: [path] });
  return stdout.length > 0;
}
