import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Progress } from '@craftastic/contract/progress';
import { GitError } from '@craftastic/git/git-error';
import { CHECKOUT_WEIGHTS } from '@craftastic/git/progress-meter';
import { branchRefs, checkBranchName, commitOf, resolveBase } from '@craftastic/git/refs';
import { streamed } from '@craftastic/git/streamed';
import { exists } from '../exists.ts';
import { openApart } from './apart.ts';
import type { Layout } from './layout.ts';
import { dropRecord, markReady, recordOf } from './records.ts';
import { removeContents } from './remove-tree.ts';

export interface NewWorktree {
  sessionId: string;
  branch: string;
  /** Makes the branch new, from this branch or commit. */
  base?: string | undefined;
}

/**
 * Check a branch out below `worktrees/{sessionId}`. Killed at any point and repeated, it ends the same: what is not
 * marked ready is done again from its start, because nobody can have worked in it.
 */
export function addWorktree(
  layout: Layout,
  wanted: NewWorktree,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, { head: string }, void> {
  return streamed(async (onProgress, both) => {
    const { sessionId, branch } = wanted;
    await checkBranchName(layout.git, branch);
    const path = layout.worktree(sessionId);
    const old = await recordOf(layout, sessionId);
    if (old?.ready && (await exists(join(path, '.git')))) return { head: await headOf(layout, sessionId) };
    onProgress({ phase: 'Preparing the worktree', percent: null });
    await clearAway(layout, sessionId);
    const unborn = !(await ensureBranch(layout, wanted));
    await mkdir(layout.worktrees, { recursive: true });
    if (unborn) await addUnborn(layout, sessionId, branch);
    else {
      const args = ['worktree', 'add', '--quiet', '--no-checkout', '--lock', '--reason', 'session', '--', path, branch];
      await layout.git.run(args, { write: true });
      await checkOut(layout, sessionId, onProgress, both);
    }
    const record = await recordOf(layout, sessionId);
    if (!record) throw new GitError('GIT_FAILED', { data: { output: 'git worktree add left no record' } });
    await markReady(record);
    await rm(intentFile(layout, sessionId), { force: true });
    return { head: await headOf(layout, sessionId) };
  }, signal);
}

async function checkOut(
  layout: Layout,
  sessionId: string,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  await using apart = await openApart(layout.worktreeGit(sessionId));
  const { git, where } = apart;
  const checkout = [...where, 'checkout', '--progress', '--force'];
  await git.remote(checkout, { weights: CHECKOUT_WEIGHTS, onProgress, signal });
  // Files as young as the index would be read again by each status, until some command writes the index anew.
  await git.run([...where, 'update-index', '-q', '--refresh'], { write: true, expect: [0, 1], signal });
  await apart.keepIndex();
}

/**
 * What an attempt left that never got ready, or a record whose directory is gone. The directory itself stays where there
 * is one: the session's sandbox is started meanwhile, and has it mounted.
 */
async function clearAway(layout: Layout, sessionId: string): Promise<void> {
  const path = layout.worktree(sessionId);
  const record = await recordOf(layout, sessionId);
  if (record && !record.ready) await removeContents(path);
  // Not from an attempt: that has its record first, and removing has it last. Somebody's work may be in it.
  else await moveContentsAside(path);
  if (record) await dropRecord(record);
}

async function moveContentsAside(path: string): Promise<void> {
  const names = await readdir(path, { encoding: 'buffer' }).catch(() => []);
  if (names.length === 0) return;
  const lost = `${path}-lost-${Date.now()}`;
  await mkdir(lost);
  const below = (directory: string, name: Buffer) => Buffer.concat([Buffer.from(`${directory}/`), name]);
  for (const name of names) await rename(below(path, name), below(lost, name));
}

/** The branch as a local one; false where the repository has no commit at all. */
async function ensureBranch(layout: Layout, { sessionId, branch, base }: NewWorktree): Promise<boolean> {
  const { git } = layout;
  const refs = await branchRefs(git);
  const local = refs.find((ref) => !ref.remote && ref.name === branch);
  if (local?.worktree && local.worktree !== layout.worktree(sessionId)) {
    const name = basename(local.worktree);
    const isSession = dirname(local.worktree) === layout.worktrees;
    throw new GitError('BRANCH_IN_USE', {
      data: { branch, sessionId: isSession ? name : null, sessionName: null },
    });
  }
  if (base !== undefined && refs.length > 0) {
    if (local || refs.some((ref) => ref.remote && ref.name === branch)) {
      // Made by an attempt of this very session that was cut off.
      if (local && (await readIntent(layout, sessionId)) === `${branch} ${local.head}`) return true;
      throw new GitError('BRANCH_EXISTS', { data: { branch } });
    }
    const { commit } = await resolveBase(git, base);
    await writeIntent(layout, sessionId, `${branch} ${commit}`);
    await git.run(['branch', '--no-track', '--', branch, commit], { write: true });
    return true;
  }
  if (local) return true;
  const remote = `refs/remotes/origin/${branch}`;
  if ((await commitOf(git, remote)) !== null) {
    await git.run(['branch', '--quiet', '--track', '--', branch, remote], { write: true });
    return true;
  }
  if (refs.length > 0) throw new GitError('BRANCH_NOT_FOUND', { data: { branch } });
  return false;
}

/** A worktree on a branch without a commit, by hand: `git worktree add --orphan` came with 2.42. */
async function addUnborn(layout: Layout, sessionId: string, branch: string): Promise<void> {
  const path = layout.worktree(sessionId);
  const record = join(layout.bare, 'worktrees', sessionId);
  await mkdir(record, { recursive: true });
  await writeFile(join(record, 'locked'), 'session');
  await writeFile(join(record, 'gitdir'), `${join(path, '.git')}\n`);
  await writeFile(join(record, 'commondir'), '../..\n');
  await writeFile(join(record, 'HEAD'), `ref: refs/heads/${branch}\n`);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, '.git'), `gitdir: ${record}\n`);
}

/** Empty before the first commit. */
async function headOf(layout: Layout, sessionId: string): Promise<string> {
  return (await commitOf(layout.worktreeGit(sessionId), 'HEAD')) ?? '';
}

// Which new branch a session is about to make: after a kill it tells its own branch from somebody else's.
function intentFile(layout: Layout, sessionId: string): string {
  return join(layout.bare, 'craftastic-adding', sessionId);
}

async function writeIntent(layout: Layout, sessionId: string, intent: string): Promise<void> {
  await mkdir(dirname(intentFile(layout, sessionId)), { recursive: true });
  await writeFile(intentFile(layout, sessionId), intent);
}

async function readIntent(layout: Layout, sessionId: string): Promise<string> {
  return readFile(intentFile(layout, sessionId), 'utf8').catch(() => '');
}
