import type { ChangeKind, CommitFile } from '@craftastic/contract/git';
import { pathFromBytes } from '@craftastic/contract/git-path';
import type { z } from 'zod';
import { fields } from './fields.ts';
import type { Git } from './runner.ts';

const KINDS: Record<string, z.infer<typeof ChangeKind>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
  U: 'unmerged',
};

/** What a commit changed against its first parent; all of its files for a first commit. */
export async function commitFiles(git: Git, commit: string): Promise<CommitFile[]> {
  const { stdout } = await git.run([
    'diff-tree',
    '-r',
    '-z',
    '--root',
    '--no-commit-id',
    '--name-status',
    '--find-renames',
    '--diff-merges=first-parent',
    '--end-of-options',
    commit,
  ]);
  return parseNameStatus(stdout);
}

/** Reads `--name-status -z`: a letter with a score, then the path, or two for a rename. */
export function parseNameStatus(output: Uint8Array): CommitFile[] {
  const records = fields(output);
  const files: CommitFile[] = [];
  for (let at = 0; at < records.length; ) {
    const letter = String.fromCharCode(records[at++]?.[0] ?? 0);
    const paths = records.slice(at, at + pathCount(letter));
    files.push(changedFile(letter, paths));
    at += paths.length;
  }
  return files;
}

/** How many paths stand behind a letter. */
export const pathCount = (letter: string): 1 | 2 => (letter === 'R' || letter === 'C' ? 2 : 1);

/** The name that it has had before stands first. */
export function changedFile(letter: string, paths: readonly Uint8Array[]): CommitFile {
  const [path = '', originalPath] = paths.map(pathFromBytes).reverse();
  return { path, ...(originalPath !== undefined && { originalPath }), kind: KINDS[letter] ?? 'modified' };
}
