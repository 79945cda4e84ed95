import type { Change, GitStatus } from '@craftastic/contract/git';
import type { Progress } from '@craftastic/contract/progress';
import { client, errorOf, orpc } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { count } from '../../app/format.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';
import { createFamily } from '../../hooks/store.ts';
import { mayWriteIn, WANTS_WRITE } from '../members/role.ts';
import { afterDiscard, afterStage, afterUnstage, type Selection } from './change-rows.ts';
import { amendOf, busyOf, commitsAll, draftOf, failureOf, type RemoteVerb, remoteWorkOf } from './git-state.ts';

type HunkSelection = { path: string; diffId: string; hunks: number[] };
type PullStrategy = 'ff-only' | 'merge' | 'rebase';

const VERBS: Record<RemoteVerb, string> = { push: 'Push', pull: 'Pull', fetch: 'Fetch' };

/**
 * All that the panel does, apart from React: buttons, keys and the palette run the same. A failure goes to the panel's
 * notice, which knows the next step of each code. Resolves with whether it went well.
 */
export const gitActionsOf = createFamily((sessionId: string) => makeActions(sessionId));

function makeActions(sessionId: string) {
  const statusKey = orpc.git.status.queryKey({ input: { sessionId } });
  const failure = failureOf(sessionId);
  const busy = busyOf(sessionId);
  const remote = remoteWorkOf(sessionId);
  const status = () => queryClient.getQueryData<GitStatus>(statusKey);
  /** What was asked for a moment ago, by however many clicks: a commit is of what these leave. */
  let underWay: Promise<unknown> = Promise.resolve();

  /** The event tells of the status alone, and only where it changed; a fetch may move other branches too. */
  const reread = () => {
    for (const part of [orpc.git.log, orpc.git.branches, orpc.git.stashes, orpc.git.diff]) {
      void queryClient.invalidateQueries({ queryKey: part.key({ input: { sessionId } }) });
    }
  };

  async function run(what: string, work: () => Promise<unknown>, retry: () => void): Promise<boolean> {
    if (!mayWriteIn(sessionId)) {
      toast.info(WANTS_WRITE);
      // It may have been shown as done already.
      void queryClient.invalidateQueries({ queryKey: statusKey });
      return false;
    }
    busy.set(what);
    try {
      const done = work();
      underWay = Promise.allSettled([underWay, done]);
      await done;
      failure.set(null);
      return true;
    } catch (error) {
      failure.set({ what, error, retry });
      void queryClient.invalidateQueries({ queryKey: statusKey });
      return false;
    } finally {
      busy.set(null);
      reread();
    }
  }

  /** Undefined where the server can't be asked: then the commit itself will say so. */
  const freshStatus = () =>
    queryClient.fetchQuery(orpc.git.status.queryOptions({ input: { sessionId }, staleTime: 0 })).catch(() => undefined);

  /** Shown as done at once; what it really did is told by the event that follows. */
  function optimistically(change: (status: GitStatus) => GitStatus): void {
    queryClient.setQueryData<GitStatus>(statusKey, (known) => known && change(known));
  }

  async function runRemote<Result>(
    verb: RemoteVerb,
    open: (signal: AbortSignal) => Promise<AsyncIterator<Progress, Result>>,
    retry: () => void,
  ): Promise<Result | null> {
    if (remote.get() !== null || !mayWriteIn(sessionId)) return null;
    const end = new AbortController();
    const what = VERBS[verb];
    remote.set({ verb, progress: null, cancel: () => end.abort() });
    failure.set(null);
    try {
      const stream = await open(end.signal);
      let step = await stream.next();
      while (!step.done) {
        const progress = step.value;
        remote.set((work) => work && { ...work, progress });
        step = await stream.next();
      }
      return step.value;
    } catch (error) {
      const { code } = errorOf(error);
      if (end.signal.aborted || code === 'CANCELLED') toast.info(`${what} cancelled`);
      else failure.set({ what, error, retry });
      void queryClient.invalidateQueries({ queryKey: statusKey });
      return null;
    } finally {
      remote.set(null);
      reread();
      void queryClient.invalidateQueries({ queryKey: orpc.github.branch.key({ input: { sessionId } }) });
    }
  }

  const actions = {
    stage: (selection: Selection) => {
      optimistically((known) => afterStage(known, selection));
      return run(
        'Stage',
        () => client.git.stage({ sessionId, ...selection }),
        () => actions.stage(selection),
      );
    },
    unstage: (selection: Selection) => {
      optimistically((known) => afterUnstage(known, selection));
      return run(
        'Unstage',
        () => client.git.unstage({ sessionId, ...selection }),
        () => actions.unstage(selection),
      );
    },
    stageHunks: (hunks: HunkSelection) =>
      run(
        'Stage',
        () => client.git.stageHunks({ sessionId, ...hunks }),
        () => actions.stageHunks(hunks),
      ),
    unstageHunks: (hunks: HunkSelection) =>
      run(
        'Unstage',
        () => client.git.unstageHunks({ sessionId, ...hunks }),
        () => actions.unstageHunks(hunks),
      ),
    /** One file goes at once, since it can be brought back; many are asked about. */
    discard: async (changes: readonly Change[]): Promise<void> => {
      const paths = [...new Set(changes.map(({ path }) => path))];
      if (paths.length === 0) return;
      const untracked = changes.filter(({ group }) => group === 'untracked').length;
      if (paths.length > 1 || untracked > 0) {
        const yes = await confirm({
          title: paths.length === 1 ? 'Delete this untracked file?' : `Discard ${count(paths.length, 'file')}?`,
          body:
            untracked === 0
              ? 'They become as they were staged or committed last. You can undo this.'
              : `${untracked === paths.length ? (untracked === 1 ? 'Git has no copy of it' : 'Git has no copy of them') : `${count(untracked, 'untracked file')} will be deleted`}. You can undo this.`,
          action: paths.length === 1 ? 'Delete' : 'Discard',
          danger: true,
        });
        if (!yes) return;
      }
      optimistically((known) => afterDiscard(known, paths));
      await run(
        'Discard',
        async () => {
          const { undoId } = await client.git.discard({ sessionId, paths });
          offerUndo(`Discarded ${paths.length === 1 ? 'the changes of a file' : count(paths.length, 'file')}`, undoId);
        },
        () => void actions.discard(changes),
      );
    },
    discardHunks: (hunks: HunkSelection) =>
      run(
        'Discard',
        async () => offerUndo('Discarded a change', (await client.git.discardHunks({ sessionId, ...hunks })).undoId),
        () => actions.discardHunks(hunks),
      ),
    commit: async (): Promise<boolean> => {
      const draft = draftOf(sessionId);
      const amend = amendOf(sessionId);
      // At once, so that a second click finds it busy.
      busy.set('Commit');
      await underWay;
      busy.set(null);
      const isStaged = ({ group }: Change) => group === 'staged';
      // An event from before a stage may have come after it: where nothing seems to be staged, the server is asked.
      const known = status()?.changes.some(isStaged) ? status() : await freshStatus();
      const staged = known?.changes.some(isStaged) ?? true;
      const rest = known?.changes.filter(({ group }) => group === 'unstaged' || group === 'untracked').length ?? 0;
      if (!staged && !amend.get() && rest > 0 && draft.get().trim() !== '' && known?.operation === null) {
        if (!commitsAll.get()) {
          const yes = await confirm({
            title: 'Nothing is staged',
            body: `Stage all ${count(rest, 'change')} and commit them? From now on an empty stage means all, and this is not asked again.`,
            action: 'Stage all and commit',
          });
          if (!yes) return false;
          commitsAll.set(true);
        }
        if (!(await actions.stage({ all: true }))) return false;
      }
      return run(
        'Commit',
        async () => {
          const { subject, id } = await client.git.commit({ sessionId, message: draft.get(), amend: amend.get() });
          draft.set('');
          amend.set(false);
          toast.done(`Committed ${id.slice(0, 7)}`, { description: subject, id: 'git.commit' });
        },
        () => void actions.commit(),
      );
    },
    push: async (options: { forceWithLease?: boolean } = {}): Promise<boolean> => {
      const { forceWithLease = false } = options;
      const done = await runRemote(
        'push',
        (signal) => client.git.push({ sessionId, forceWithLease }, { signal }),
        () => void actions.push(options),
      );
      if (!done) return false;
      const [link] = /https?:\/\/\S+/.exec(done.output) ?? [];
      toast.done(done.upToDate ? 'The remote has everything already' : 'Pushed', {
        id: 'git.push',
        ...(done.output !== '' && { description: done.output.slice(0, 300) }),
        ...(link !== undefined && {
          action: { label: 'Open link', run: () => void window.open(link, '_blank', 'noopener,noreferrer') },
        }),
      });
      return true;
    },
    pull: async (strategy: PullStrategy = 'ff-only'): Promise<boolean> => {
      const done = await runRemote(
        'pull',
        (signal) => client.git.pull({ sessionId, strategy }, { signal }),
        () => void actions.pull(strategy),
      );
      if (done) toast.done(done.upToDate ? 'Already up to date' : 'Pulled', { id: 'git.pull' });
      return done !== null;
    },
    pullThenPush: async (): Promise<void> => {
      if (await actions.pull('merge')) await actions.push();
    },
    fetch: async (): Promise<boolean> => {
      const done = await runRemote(
        'fetch',
        (signal) => client.git.fetch({ sessionId }, { signal }),
        () => void actions.fetch(),
      );
      if (done) toast.done('Fetched', { id: 'git.fetch' });
      return done !== null;
    },
    switchTo: (branch: string) =>
      run(
        'Switch branch',
        () => client.git.switch({ sessionId, branch }),
        () => void actions.switchTo(branch),
      ),
    createBranch: (branch: string, base?: string) =>
      run(
        'Create branch',
        () => client.git.switch({ sessionId, branch, create: true, ...(base !== undefined && { base }) }),
        () => void actions.createBranch(branch, base),
      ),
    merge: (branch: string) =>
      run(
        'Merge',
        async () => {
          await client.git.merge({ sessionId, branch });
          toast.done(`Merged ${branch}`);
        },
        () => void actions.merge(branch),
      ),
    abort: async (): Promise<void> => {
      const operation = status()?.operation ?? 'merge';
      const yes = await confirm({
        title: `Abort the ${operation}?`,
        body: 'Everything becomes as it was before it began. Conflicts that you resolved so far are lost.',
        action: 'Abort',
        danger: true,
      });
      if (!yes) return;
      await run(
        `Abort ${operation}`,
        () => client.git.abort({ sessionId }),
        () => void actions.abort(),
      );
    },
    continue: () =>
      run(
        'Continue',
        () => client.git.continue({ sessionId }),
        () => void actions.continue(),
      ),
    resolve: (path: string, take: 'ours' | 'theirs' | 'worktree') =>
      run(
        'Resolve',
        () => client.git.resolve({ sessionId, path, take }),
        () => void actions.resolve(path, take),
      ),
    stashAll: (message?: string) =>
      run(
        'Stash',
        async () => {
          await client.git.stash({ sessionId, action: 'push', ...(message !== undefined && { message }) });
          toast.done('Stashed all changes');
        },
        () => void actions.stashAll(message),
      ),
    withStash: async (action: 'pop' | 'apply' | 'drop', index: number): Promise<void> => {
      if (action === 'drop') {
        const yes = await confirm({
          title: 'Drop this stash?',
          body: 'Its changes are gone for good.',
          action: 'Drop',
          danger: true,
        });
        if (!yes) return;
      }
      await run(
        `Stash ${action}`,
        () => client.git.stash({ sessionId, action, index }),
        () => void actions.withStash(action, index),
      );
    },
    stashThen: async (retry: () => void): Promise<void> => {
      if (await actions.stashAll('Before switching')) retry();
    },
  };

  function offerUndo(title: string, undoId: string): void {
    toast.done(title, {
      id: 'git.discard',
      action: {
        label: 'Undo',
        run: () =>
          void client.git
            .undoDiscard({ sessionId, undoId })
            .then(() => toast.done('Brought back', { id: 'git.discard' }))
            .catch((thrown: unknown) => toast.failed('Could not bring it back', thrown)),
      },
    });
  }

  return actions;
}
