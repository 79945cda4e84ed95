import type { GitStatus } from '@craftastic/contract/git';
import type { SupervisorConfig } from '@craftastic/contract/supervisor';

/** Who commits: from the header of a call made from the panel, else as configured for the sandbox. */
export interface Author {
  name: string;
  email: string;
}

/** What a single call carries beside its input; the `$context` of every implemented procedure. */
export interface CallContext {
  /** Of {@link AUTHOR_HEADER}; null where the caller has not set a name and e-mail. */
  author: Author | null;
}

/** Git's way out of the sandbox. `environment` goes into every process that may run git. */
export interface Transport {
  readonly environment: Record<string, string>;
  configure(author: Author | null, origin: string | null): Promise<void>;
  close(): Promise<void>;
}

/** Keeps `git status` current. It is told what changed and tells who listens, only when the status differs. */
export interface StatusSource {
  get(): Promise<GitStatus>;
  /** Below the worktree, as contract paths; null where anything may have changed. */
  changed(paths: string[] | null): void;
  /** HEAD, the index, a ref, or the state of a merge or rebase changed. */
  gitChanged(): void;
  onChange(listener: (status: GitStatus) => void): Disposable;
}

/** What the duties of a session's supervisor share. Made once, at the start. */
export interface SessionContext {
  readonly config: SupervisorConfig;
  readonly sessionId: string;
  /** Absolute, real path of the worktree. */
  readonly workspace: string;
  /** Of every process started for the session: the sandbox's own without our internals, and the transport's. */
  readonly environment: Record<string, string>;
  readonly transport: Transport;
  readonly statusKeeper: StatusSource;
  /** The user did something: typed, saved. Cheap; may be called for every byte. */
  activity(): void;
  /** Aborted when the supervisor ends. */
  readonly signal: AbortSignal;
}
