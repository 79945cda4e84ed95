import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToBytes } from '@craftastic/contract/git-path';
import { GitError } from './git-error.ts';
import type { Git, RunOptions } from './runner.ts';
import { entryAt } from './tree-entries.ts';

/** A file as it is to be. `expected` is the blob that is there now, null for none; `content` null takes it away. */
export interface FileChange {
  path: string;
  expected: string | null;
  content: Uint8Array | null;
}

/**
 * A commit on top of `parent` with some files changed; null where that is no change. Made from an index of its own, so that
 * no worktree is touched, and from objects alone, so that no filter and no hook runs. No ref moves.
 *
 * FILE_CHANGED where a file is not as expected; FILE_NAME_INVALID where git can't have the path, as below a symbolic link or
 * a submodule.
 */
export async function commitTree(
  git: Git,
  options: { parent: string; changes: readonly FileChange[]; message: string },
): Promise<string | null> {
  const { parent, changes, message } = options;
  const directory = await mkdtemp(join(tmpdir(), 'git-index-'));
  try {
    const own = { environment: { GIT_INDEX_FILE: join(directory, 'index') }, write: true };
    await git.run(['read-tree', parent], own);
    const before = await git.text(['write-tree'], own);
    for (const change of changes) await changeIndex(git, own, parent, change);
    const tree = await git.text(['write-tree'], own);
    if (tree === before) return null;
    const args = ['commit-tree', '-p', parent, '-F', '-', tree];
    return await git.text(args, {
      write: true,
      input: `${message.trim()}\n`,
      config: [['i18n.commitEncoding', 'UTF-8']],
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function changeIndex(
  git: Git,
  own: RunOptions,
  parent: string,
  { path, expected, content }: FileChange,
): Promise<void> {
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new GitError('FILE_NAME_INVALID', { data: { path } });
  }
  await requireFolders(git, parent, path);
  const present = await entryAt(git, parent, path);
  // A link could lead anywhere and a submodule is another repository: neither is a file of this one.
  if (present !== null && !present.mode.startsWith('100')) {
    throw new GitError('FILE_NAME_INVALID', {
      message: `${path} is no file, but a folder, a link or a submodule.`,
      data: { path },
    });
  }
  if ((present?.oid ?? null) !== expected)
    throw new GitError('FILE_CHANGED', { data: { path, version: present?.oid ?? null } });
  const oid =
    content === null
      ? '0'.repeat(expected?.length ?? 40)
      : await git.text(['hash-object', '-w', '--stdin'], { write: true, input: content });
  const mode = content === null ? '0' : (present?.mode ?? '100644');
  const line = Buffer.concat([Buffer.from(`${mode} ${oid}\t`), pathToBytes(path), Buffer.from([0])]);
  // Git leaves out what no path may be, `.git` in all its spellings, and says so in words alone.
  const { exitCode, stderr } = await git.run(['update-index', '--add', '-z', '--index-info'], {
    ...own,
    input: line,
    expect: [0, 1, 128],
  });
  if (exitCode !== 0 || stderr.includes('Ignoring path')) throw new GitError('FILE_NAME_INVALID', { data: { path } });
}

/** The index would put a folder in the place of a file, a link or a submodule that a path goes through. */
async function requireFolders(git: Git, commit: string, path: string): Promise<void> {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
    const entry = await entryAt(git, commit, path.slice(0, end));
    if (entry === null) return;
    if (entry.mode !== '040000') {
      const message = `${path.slice(0, end)} is no folder.`;
      throw new GitError('FILE_NAME_INVALID', { message, data: { path } });
    }
  }
}
