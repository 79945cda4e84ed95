import type { SearchResult } from '@craftastic/contract/search';
import { client } from '../../api/client.ts';
import { createFamily, createStore, type Store } from '../../hooks/store.ts';

export interface SearchOptions {
  query: string;
  regex: boolean;
  matchCase: boolean;
  wholeWord: boolean;
  include: string;
  exclude: string;
}

export interface SearchState {
  options: SearchOptions;
  status: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  error: unknown;
  results: readonly SearchResult[];
  matches: number;
  /** There were more than the server gives. */
  truncated: boolean;
  /** Paths of files whose lines are folded away. */
  folded: ReadonlySet<string>;
}

const EMPTY: SearchState = {
  options: { query: '', regex: false, matchCase: false, wholeWord: false, include: '', exclude: '' },
  status: 'idle',
  error: null,
  results: [],
  matches: 0,
  truncated: false,
  folded: new Set(),
};

/** Results are shown in batches: a search may find thousands a second, and a screen has sixty frames. */
const BATCH_MS = 60;
/** A pause in typing begins the search. */
const DEBOUNCE_MS = 250;

/** The search of a session. It lives outside the panel, so that its results are there again when the panel is. */
export class Search {
  readonly state: Store<SearchState> = createStore(EMPTY);
  private readonly sessionId: string;
  private running: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }

  /** Takes what was typed or toggled; the search follows when the user pauses. */
  change(options: Partial<SearchOptions>): void {
    this.patch({ options: { ...this.state.get().options, ...options } });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), DEBOUNCE_MS);
  }

  /** Searches now; the one before ends. */
  async run(): Promise<void> {
    clearTimeout(this.timer);
    this.running?.abort();
    const { options } = this.state.get();
    if (options.query === '') {
      this.running = null;
      return this.patch({ ...EMPTY, options });
    }
    const end = new AbortController();
    this.running = end;
    this.patch({ status: 'running', error: null });
    let found: SearchResult[] = [];
    let matches = 0;
    let shownAt = performance.now();
    // The results before stay until the first new ones come, so that the list does not flash empty at each letter.
    const show = (change: Partial<SearchState> = {}) => {
      shownAt = performance.now();
      this.patch({ results: found.slice(), matches, truncated: false, ...change });
    };
    try {
      const stream = await client.search({ sessionId: this.sessionId, ...options }, { signal: end.signal });
      for (;;) {
        const next = await stream.next();
        if (end.signal.aborted) return;
        if (next.done) {
          show({ status: 'done', truncated: next.value?.truncated ?? false, folded: new Set() });
          return;
        }
        found.push(next.value);
        matches += next.value.lines.reduce((sum, line) => sum + line.ranges.length, 0);
        if (performance.now() - shownAt > BATCH_MS) show();
      }
    } catch (error) {
      if (end.signal.aborted) return;
      found = [];
      matches = 0;
      show({ status: 'failed', error });
    } finally {
      if (this.running === end) this.running = null;
    }
  }

  /** Ends the search and keeps what it found. */
  cancel(): void {
    if (!this.running) return;
    this.running.abort();
    this.running = null;
    this.patch({ status: 'cancelled' });
  }

  clear(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
    this.state.set(EMPTY);
  }

  fold(paths: readonly string[], folded: boolean): void {
    const next = new Set(this.state.get().folded);
    for (const path of paths) {
      if (folded) next.add(path);
      else next.delete(path);
    }
    this.patch({ folded: next });
  }

  /** Takes one file or line out of the list. */
  dismiss(path: string, line?: number): void {
    const results = this.state.get().results.flatMap((result) => {
      if (result.path !== path) return result;
      const lines = line === undefined ? [] : result.lines.filter((each) => each.line !== line);
      return lines.length === 0 ? [] : { ...result, lines };
    });
    const matches = results.reduce(
      (sum, result) => sum + result.lines.reduce((inFile, each) => inFile + each.ranges.length, 0),
      0,
    );
    this.patch({ results, matches });
  }

  private patch(change: Partial<SearchState>): void {
    this.state.set((state) => ({ ...state, ...change }));
  }
}

export const searchOf: (sessionId: string) => Search = createFamily((sessionId) => new Search(sessionId));
