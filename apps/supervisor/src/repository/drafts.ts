import { constants } from 'node:fs';
import { access, copyFile, lstat, mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { contractError } from '@craftastic/contract/contract-error';
import { pathFromBytes, pathToBytes } from '@craftastic/contract/git-path';
import type { Omitted } from '@craftastic/contract/repository';
import { fields } from '@craftastic/git/fields';
import { GitError } from '@craftastic/git/git-error';
import { ObjectReader } from '@craftastic/git/object-reader';
import { type Git, pathspecInput } from '@craftastic/git/runner';
import { treeAt } from '@craftastic/git/tree-entries';
import { KeyedQueue } from '../files/keyed-queue.ts';
import { openApart } from './apart.ts';
import type { Layout } from './layout.ts';
import { recordOf } from './records.ts';
import { removeTree } from './remove-tree.ts';
import { blobsOf, entriesOf } from './upstream.ts';

/** A larger file is left out of a draft: each save would copy it. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024;
/** More changed files than this are left out: somebody has unpacked something, and is not writing content. */
const MOST_FILES = 5000;
/** What is left out and named. */
const MOST_OMITTED = 100;
/** Loose objects in one of the 256 folders, above which all of a draft's are thrown away and made anew. */
const MOST_LOOSE_IN_ONE = 40;

export interface DraftTree {
  head: string | null;
  branch: string | null;
  tree: string | null;
  uncommitted: string[];
  omitted: Omitted[];
}

/**
 * Trees of what sessions have on disk, before any commit. A draft has an index and objects of its own, in `drafts/{session}`:
 * the session's index is never locked, no watcher of the repository wakes, what nobody has committed is in no store that is
 * shared, and all of it goes with the session. What is lost of it is made anew from the worktree.
 *
 * Rejected: objects in the shared store. A day of saves is ten thousand loose ones, which `gc` keeps for two weeks and a ref
 * would keep for good; and every change of a ref makes each session look at its status.
 */
export class Drafts {
  readonly #layout: Layout;
  readonly #queue = new KeyedQueue();
  /** Of the session's index, when it was copied. */
  readonly #marks = new Map<string, string>();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Reads a draft's objects beside the repository's. */
  git(sessionId: string): Git {
    return draftGit(this.#layout, sessionId);
  }

  /** As {@link entriesOf}, of a draft. */
  async *entries(sessionId: string, from: string | null, to: string): ReturnType<typeof entriesOf> {
    const git = this.git(sessionId);
    await using objects = new ObjectReader(git);
    return yield* entriesOf(git, objects, from, to);
  }

  /** As {@link blobsOf}, of a draft. */
  async *blobs(sessionId: string, oids: string[], maxBytes: number, signal?: AbortSignal): ReturnType<typeof blobsOf> {
    await using objects = new ObjectReader(this.git(sessionId));
    yield* blobsOf(objects, oids, maxBytes, signal);
  }

  tree(sessionId: string, path: string): Promise<DraftTree> {
    return this.#queue.run(sessionId, () => this.#tree(sessionId, path));
  }

  /** In the queue, so that no tree of the session is being made while it goes. */
  remove(sessionId: string): Promise<void> {
    return this.#queue.run(sessionId, () => this.#clear(sessionId));
  }

  async #clear(sessionId: string): Promise<void> {
    this.#marks.delete(sessionId);
    await removeTree(this.#layout.draft(sessionId));
  }

  async #tree(sessionId: string, path: string): Promise<DraftTree> {
    const record = await recordOf(this.#layout, sessionId);
    if (!record?.ready) throw contractError('NOT_FOUND', { message: 'The session has no worktree yet, or no more.' });
    await this.#prepare(sessionId, join(record.directory, 'index'));
    // The worktree's own configuration is left out: a filter in it would run here.
    await using apart = await openApart(this.#layout.worktreeGit(sessionId));
    const git = onDraft(this.#layout, sessionId, apart.git.where(apart.where));
    const [head, changed] = await Promise.all([headOf(git), changedFiles(git, path)]);
    const omitted = await update(git, this.#layout.worktree(sessionId), changed);
    const whole = await writeTree(git);
    const [tree, before] = await Promise.all([
      treeAt(git, whole, path),
      head === null ? null : treeAt(git, head, path),
    ]);
    return {
      head,
      branch: record.branch,
      tree,
      uncommitted: await differing(git, before, tree),
      omitted: omitted.slice(0, MOST_OMITTED).map(({ reason, ...each }) => ({
        path: path === '' ? each.path : each.path.slice(path.length + 1),
        reason,
      })),
    };
  }

  /** The draft's index begins as the session's, again whenever that changes: its stat data spare reading unchanged files. */
  async #prepare(sessionId: string, index: string): Promise<void> {
    const folder = this.#layout.draft(sessionId);
    const isCrowded = (await readdir(join(folder, 'objects/00')).catch(() => [])).length > MOST_LOOSE_IN_ONE;
    if (isCrowded) await this.#clear(sessionId);
    const stats = await stat(index, { bigint: true }).catch(() => null);
    const mark = stats ? `${stats.ino}:${stats.size}:${stats.mtimeNs}` : '-';
    if (this.#marks.get(sessionId) === mark) return;
    await mkdir(join(folder, 'objects'), { recursive: true });
    const own = join(folder, 'index');
    await removeTree(own);
    // A lock that a killed git has left would refuse every later one.
    await removeTree(`${own}.lock`);
    if (stats) {
      await copyFile(index, own);
      // Git reads what is no older than its index; with the time of the copy a change of the same moment would be missed.
      const written = Number(stats.mtimeMs) / 1000;
      await utimes(own, written, written);
    }
    this.#marks.set(sessionId, mark);
  }
}

/** Reads a draft's objects beside the repository's. */
export function draftGit(layout: Layout, sessionId: string): Git {
  return onDraft(layout, sessionId, layout.worktreeGit(sessionId));
}

function onDraft(layout: Layout, sessionId: string, git: Git): Git {
  const folder = layout.draft(sessionId);
  return git.withIndex(join(folder, 'index')).withObjects(join(folder, 'objects'), join(layout.bare, 'objects'));
}

async function headOf(git: Git): Promise<string | null> {
  const { exitCode, stdout } = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    expect: [0, 1, 128],
  });
  return exitCode === 0 ? stdout.toString('latin1').trim() : null;
}

/** Files whose state on disk the draft's index does not have, new ones included, without what git ignores. */
async function changedFiles(git: Git, path: string): Promise<string[]> {
  const args = ['ls-files', '-z', '--modified', '--deleted', '--others', '--exclude-standard'];
  const { stdout } = await git.run(args, path === '' ? {} : { paths: [path] });
  // A folder with a slash is another repository: what is in it is not this one's content.
  return [...new Set(fields(stdout).map(pathFromBytes))].filter((file) => !file.endsWith('/'));
}

/** Take files as they are on disk into the draft's index. Returns what can't be, or is too much. */
async function update(git: Git, worktree: string, paths: readonly string[]): Promise<Omitted[]> {
  const omitted: Omitted[] = paths.slice(MOST_FILES).map((path) => ({ path, reason: 'too-many' }));
  const wanted: string[] = [];
  for (const path of paths.slice(0, MOST_FILES)) {
    const reason = await obstacle(Buffer.concat([Buffer.from(`${worktree}/`), pathToBytes(path)]));
    if (reason === null) wanted.push(path);
    else omitted.push({ path, reason });
  }
  await add(git, wanted, omitted);
  return omitted;
}

async function obstacle(file: Buffer): Promise<Omitted['reason'] | null> {
  const stats = await lstat(file).catch(() => null);
  // Gone, or a folder now: git removes it from the index.
  if (!stats || stats.isDirectory() || stats.isSymbolicLink()) return null;
  if (!stats.isFile()) return 'unreadable';
  if (stats.size > MOST_FILE_BYTES) return 'too-large';
  return access(file, constants.R_OK).then(
    () => null,
    () => 'unreadable' as const,
  );
}

/** One file that git can't take (a filter that fails) fails the command, so it is looked for by halves. */
async function add(git: Git, paths: readonly string[], omitted: Omitted[]): Promise<void> {
  if (paths.length === 0) return;
  try {
    await git.run(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], {
      input: pathspecInput(paths),
    });
  } catch (error) {
    if (!(error instanceof GitError) || error.code === 'GIT_INDEX_LOCKED') throw error;
    const [only] = paths;
    if (paths.length === 1 && only !== undefined) {
      omitted.push({ path: only, reason: 'unreadable' });
      return;
    }
    const half = paths.length >> 1;
    await add(git, paths.slice(0, half), omitted);
    await add(git, paths.slice(half), omitted);
  }
}

/** Files in conflict outside of the folder keep git from writing a tree: they go in as they are on disk too. */
async function writeTree(git: Git): Promise<string> {
  const { stdout } = await git.run(['ls-files', '-z', '--unmerged']);
  const unmerged = [...new Set(fields(stdout).map((field) => pathFromBytes(field.subarray(field.indexOf(9) + 1))))];
  await add(git, unmerged, []);
  return git.text(['write-tree']);
}

/** Paths that differ between two trees; null stands for an empty one. */
async function differing(git: Git, from: string | null, to: string | null): Promise<string[]> {
  if (from === to) return [];
  const only = from ?? to ?? '';
  const args =
    from !== null && to !== null
      ? ['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to]
      : ['ls-tree', '-r', '-z', '--name-only', '--full-tree', only];
  return fields((await git.run(args)).stdout).map(pathFromBytes);
}
