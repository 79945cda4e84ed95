import type { Progress } from '@craftastic/contract/progress';
import { createFamily, createPersistentStore, createStore, type Store } from '../../hooks/store.ts';
import type { Group } from './change-rows.ts';

export type RemoteVerb = 'push' | 'pull' | 'fetch';

/** A push, pull or fetch under way. */
export interface RemoteWork {
  verb: RemoteVerb;
  progress: Progress | null;
  cancel: () => void;
}

/** What went wrong last, and how to do it once more. It stays until it is dismissed or something goes well. */
export interface Failure {
  /** `Push`, `Commit`: the heading. */
  what: string;
  error: unknown;
  retry: () => void;
}

export type BranchMenu = 'switch' | 'merge' | null;

export const remoteWorkOf: (sessionId: string) => Store<RemoteWork | null> = createFamily(() =>
  createStore<RemoteWork | null>(null),
);
export const failureOf: (sessionId: string) => Store<Failure | null> = createFamily(() =>
  createStore<Failure | null>(null),
);
/** The name of the short operation that runs: commit, switch, merge. */
export const busyOf: (sessionId: string) => Store<string | null> = createFamily(() => createStore<string | null>(null));
export const branchMenuOf: (sessionId: string) => Store<BranchMenu> = createFamily(() => createStore<BranchMenu>(null));
export const amendOf: (sessionId: string) => Store<boolean> = createFamily(() => createStore(false));

/** The file whose commits alone are listed. */
export const fileHistoryOf: (sessionId: string) => Store<string | null> = createFamily(() =>
  createStore<string | null>(null),
);

/** The message being written, kept in this browser until it is committed. */
export const draftOf: (sessionId: string) => Store<string> = createFamily((sessionId) =>
  createPersistentStore(`git.draft.${sessionId}`, '', (stored) => (typeof stored === 'string' ? stored : '')),
);

export const collapsedGroupsOf: (sessionId: string) => Store<ReadonlySet<Group>> = createFamily(() =>
  createStore<ReadonlySet<Group>>(new Set()),
);
export const toggled = <T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> => {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
};

/** Sections below the changes, open or shut; one choice for all sessions. */
export const sections = createPersistentStore(
  'git.sections',
  { commits: true, stashes: true, github: true },
  (stored) => {
    const value = typeof stored === 'object' && stored !== null ? stored : {};
    return {
      commits: !('commits' in value && value.commits === false),
      stashes: !('stashes' in value && value.stashes === false),
      github: !('github' in value && value.github === false),
    };
  },
);

/** Whether the user has agreed to «nothing is staged, so commit everything»: asked once, as VS Code does. */
export const commitsAll = createPersistentStore('git.commitsAll', false, (stored) => stored === true);
