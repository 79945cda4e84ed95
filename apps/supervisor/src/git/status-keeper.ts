import { isDeepStrictEqual } from 'node:util';
import type { GitStatus } from '@craftastic/contract/git';
import { canMerge, mergeStatus, PARTIAL_PATHS } from '@craftastic/git/merge-status';
import type { Git } from '@craftastic/git/runner';
import { type FullStatus, presented, status, statusOf } from '@craftastic/git/status';
import type { StatusSource } from '../session-context.ts';
import { repositoryMark } from './repository-mark.ts';

/** After a status that took so long, the next one waits as long, unless it is asked for: half of a core at the most. */
const LONGEST_REST_MS = 2_000;
/** What it costs to tell a page of one changed file, which is told of all of them each time. */
const TELLING_MS = 0.1;

type Known = Pick<FullStatus, 'branch' | 'upstream'>;
const UNBORN: Known = { branch: null, upstream: null };

/**
 * Keeps `git status` current: computed when something changed, one run at a time, cached, and told only when it
 * differs. Where nothing but some files changed, git is asked about these alone (see {@link mergeStatus}).
 */
export class StatusKeeper implements StatusSource {
  readonly #git: Git;
  readonly #listeners = new Set<(status: GitStatus) => void>();
  /** What changed and is not looked at yet; null for anything. */
  #pending: Set<string> | null = null;
  #known: { full: FullStatus; shown: GitStatus; mark: string } | undefined;
  #running: Promise<void> | undefined;
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { git: Git }) {
    this.#git = options.git;
  }

  /** The status with all changes told so far in it. */
  async get(): Promise<GitStatus> {
    // One that runs may have begun before the last change.
    await this.#running?.catch(() => {});
    await this.#run();
    if (this.#known === undefined) throw new Error('git status has not run');
    return this.#known.shown;
  }

  changed(paths: string[] | null): void {
    if (paths === null || this.#pending === null) this.#pending = null;
    else for (const path of paths) this.#pending.add(path);
    // More names than can be asked about are not worth keeping.
    if (this.#pending && this.#pending.size > PARTIAL_PATHS) this.#pending = null;
    this.#wake();
  }

  gitChanged(): void {
    this.#pending = null;
    this.#wake();
  }

  onChange(listener: (status: GitStatus) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /**
   * Look, as soon as it has rested. Nobody listens: the next `get` will look. A failure, such as a worktree being removed,
   * is told to who asks.
   */
  #wake(): void {
    if (this.#listeners.size === 0 || this.#running || this.#timer) return;
    const rest = this.#restUntil - performance.now();
    const run = () => {
      this.#timer = undefined;
      this.#run().catch(() => {});
    };
    if (rest <= 0) run();
    else this.#timer = setTimeout(run, rest).unref();
  }

  #run(): Promise<void> {
    this.#running ??= this.#look().then(
      () => {
        this.#running = undefined;
        // What changed meanwhile.
        if (this.#isStale) this.#wake();
      },
      (error) => {
        this.#running = undefined;
        throw error;
      },
    );
    return this.#running;
  }

  async #look(): Promise<void> {
    if (!this.#isStale) return;
    const pending = this.#pending;
    this.#pending = new Set();
    const start = performance.now();
    try {
      await this.#update(pending === null ? null : [...pending]);
    } catch (error) {
      // Not looked at after all.
      this.#pending = null;
      throw error;
    }
    const took = performance.now() - start;
    const telling = (this.#known?.shown.changes.length ?? 0) * TELLING_MS;
    this.#restUntil = performance.now() + Math.min(Math.max(took, telling), LONGEST_REST_MS);
  }

  get #isStale(): boolean {
    return this.#known === undefined || this.#pending === null || this.#pending.size > 0;
  }

  async #update(paths: string[] | null): Promise<void> {
    const before = this.#known;
    // Taken before git looks: what changes meanwhile shows as another mark the next time.
    const guess = before?.full ?? UNBORN;
    const mark = await repositoryMark(this.#git, guess);
    let full: FullStatus;
    if (before && paths && before.mark === mark && canMerge(before.full, paths)) {
      full = mergeStatus(before.full, paths, await statusOf(this.#git, paths));
    } else {
      full = await status(this.#git);
    }
    const known = full.branch === guess.branch && full.upstream === guess.upstream;
    const shown = presented(full);
    const differs = !isDeepStrictEqual(shown, before?.shown);
    this.#known = {
      full,
      shown: differs || !before ? shown : before.shown,
      mark: known ? mark : await this.#markOf(full, guess, mark),
    };
    if (differs) for (const listener of this.#listeners) listener(shown);
  }

  /**
   * Of a branch that was not known before git looked, whose refs are not in the mark of then. Should these have moved
   * since, `gitChanged` tells. The index is another matter: a session's first look may fall between its worktree's
   * checkout and its index, and must not be taken for what holds with that. Then it looks again.
   */
  async #markOf(full: FullStatus, guess: Known, before: string): Promise<string> {
    const mark = await repositoryMark(this.#git, full);
    if ((await repositoryMark(this.#git, guess)) !== before) this.#pending = null;
    return mark;
  }
}
