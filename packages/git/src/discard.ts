import { type HunkSelection, revertHunks } from './apply-hunks.ts';
import { expectPatch } from './diff.ts';
import { absolute, DiscardStore, removeFile } from './discard-store.ts';
import { each } from './each.ts';
import { GitError } from './git-error.ts';
import { type Git, PATHSPEC_FROM_STDIN, pathspecInput } from './runner.ts';
import { status } from './status.ts';

/**
 * Throw away unstaged changes of some files, or below some directories: files of the index become as the index has
 * them, untracked ones are deleted. What is lost is kept aside first.
 */
export async function discard(git: Git, paths: readonly string[]): Promise<{ undoId: string }> {
  const wanted = new Set(paths);
  const changes = (await status(git)).changes.filter((change) => isWanted(wanted, change.path));
  const conflicted = changes.filter((change) => change.group === 'conflicted').map((change) => change.path);
  if (conflicted.length > 0) throw new GitError('GIT_CONFLICTS', { data: { paths: conflicted } });
  // A submodule, or a repository inside this one, has its own history and its own git to ask.
  const own = changes.filter((change) => !change.submodule && !change.path.endsWith('/'));
  const tracked = own.filter((change) => change.group === 'unstaged').map((change) => change.path);
  const untracked = own.filter((change) => change.group === 'untracked').map((change) => change.path);
  const store = await DiscardStore.of(git);
  const record = await store.keep([...tracked, ...untracked]);
  if (tracked.length > 0) {
    await git.run(['restore', '--worktree', ...PATHSPEC_FROM_STDIN], { write: true, input: pathspecInput(tracked) });
  }
  await each(untracked, (path) => removeFile(absolute(git, path)));
  await record.seal();
  return { undoId: record.id };
}

/** Throw away some hunks of a file's unstaged change. */
export async function discardHunks(git: Git, selection: HunkSelection): Promise<{ undoId: string }> {
  const patch = await expectPatch(git, selection.path, false, selection.diffId);
  const store = await DiscardStore.of(git);
  const record = await store.keep([selection.path]);
  await revertHunks(git, patch, selection.hunks);
  await record.seal();
  return { undoId: record.id };
}

/** Bring back what a discard threw away. Refused where a file has changed since. */
export async function undoDiscard(git: Git, undoId: string): Promise<void> {
  const store = await DiscardStore.of(git);
  await store.restore(undoId);
}

function isWanted(wanted: ReadonlySet<string>, path: string): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (wanted.has(path.slice(0, at))) return true;
  }
  return false;
}
