import { pathFromBytes } from '@craftastic/contract/git-path';
import { fields } from '@craftastic/git/fields';
import type { Git } from '@craftastic/git/runner';
import type { PathChange } from '../events/hub.ts';
import { type RankedPath, rankPaths, type SearchablePath, searchablePath } from './rank-paths.ts';

/** So many new files are looked up by name; more, and the whole list is read again. */
const LOOKUP_LIMIT = 200;
/** Forgotten when nobody searches: a prepared path costs some 2 KB. */
const IDLE_MS = 5 * 60_000;

/**
 * The files of the worktree for quick open: tracked ones and new ones that are not ignored. Read once from git, then
 * kept by what the watcher tells, so that a key typed costs a search and no listing.
 */
export class FileIndex implements Disposable {
  readonly #git: Git;
  #paths: Map<string, SearchablePath> | undefined;
  #array: SearchablePath[] | undefined;
  #created = new Set<string>();
  #loading: Promise<void> | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(git: Git) {
    this.#git = git;
  }

  async find(query: string, limit: number): Promise<RankedPath[]> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#forget(), IDLE_MS);
    this.#idle.unref();
    // One at a time; who comes meanwhile uses what it brings.
    this.#loading ??= this.#refresh().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
    this.#array ??= Array.from(this.#paths?.values() ?? []);
    return rankPaths(this.#array, query, limit);
  }

  /** From the watcher; null where anything may have changed. */
  changed(changes: PathChange[] | null): void {
    if (!this.#paths) return;
    if (changes === null || changes.some(({ path }) => /(?:^|\/)\.gitignore$/.test(path))) {
      this.#forget();
      return;
    }
    for (const { path, kind } of changes) {
      if (kind === 'created') this.#created.add(path);
      if (kind === 'deleted') this.#delete(path);
    }
    if (this.#created.size > LOOKUP_LIMIT) this.#forget();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    this.#forget();
  }

  #forget(): void {
    this.#paths = undefined;
    this.#array = undefined;
    this.#created.clear();
  }

  #delete(path: string): void {
    this.#created.delete(path);
    if (this.#paths?.delete(path)) {
      this.#array = undefined;
      return;
    }
    // A directory: the watcher may name it alone.
    for (const known of this.#paths?.keys() ?? []) {
      if (!known.startsWith(`${path}/`)) continue;
      this.#paths?.delete(known);
      this.#array = undefined;
    }
  }

  async #refresh(): Promise<void> {
    if (!this.#paths) {
      const [listed, deleted] = await Promise.all([this.#list([]), this.#list([], ['--deleted'])]);
      const gone = new Set(deleted);
      this.#paths = new Map(listed.filter((path) => !gone.has(path)).map((path) => [path, searchablePath(path)]));
      this.#array = undefined;
      return;
    }
    if (this.#created.size === 0) return;
    const created = [...this.#created];
    this.#created.clear();
    for (const path of await this.#list(created)) {
      if (this.#paths?.has(path)) continue;
      this.#paths?.set(path, searchablePath(path));
      this.#array = undefined;
    }
  }

  async #list(paths: string[], kinds = ['--cached', '--others', '--exclude-standard']): Promise<string[]> {
    const { stdout } = await this.#git.run(['ls-files', '-z', '--deduplicate', ...kinds], { paths });
    return fields(stdout)
      .map(pathFromBytes)
      .filter((path) => path !== '' && !path.endsWith('/'));
  }
}
