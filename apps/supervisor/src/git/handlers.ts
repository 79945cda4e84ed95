import { git as contract } from '@craftastic/contract/git';
import { stageHunks, unstageHunks } from '@craftastic/git/apply-hunks';
import { branches } from '@craftastic/git/branches';
import { commit } from '@craftastic/git/commit';
import { commitFiles } from '@craftastic/git/commit-files';
import { diff } from '@craftastic/git/diff';
import { discard, discardHunks, undoDiscard } from '@craftastic/git/discard';
import { fetch } from '@craftastic/git/fetch';
import { abort, continueOperation } from '@craftastic/git/finish';
import { log } from '@craftastic/git/log';
import { merge } from '@craftastic/git/merge';
import { pull } from '@craftastic/git/pull';
import { push } from '@craftastic/git/push';
import { resolve } from '@craftastic/git/resolve';
import type { Git } from '@craftastic/git/runner';
import { show } from '@craftastic/git/show';
import { stage } from '@craftastic/git/stage';
import { stash } from '@craftastic/git/stash';
import { stashes } from '@craftastic/git/stashes';
import { switchTo } from '@craftastic/git/switch';
import { unstage } from '@craftastic/git/unstage';
import { whileLocked } from '@craftastic/git/while-locked';
import { implement } from '@orpc/server';
import type { CallContext, SessionContext } from '../session-context.ts';
import { orGitFailure, streamOrGitFailure } from './git-failure.ts';
import { sessionGit } from './session-git.ts';
import { Turns } from './turns.ts';

type Session = Pick<SessionContext, 'workspace' | 'environment' | 'statusKeeper' | 'activity'>;

/** The git panel of a session. Writers take turns; who reads never waits. */
export function gitHandlers(session: Session) {
  const os = implement(contract).$context<CallContext>();
  const git = sessionGit(session.workspace, session.environment);
  const turns = new Turns();

  /** One change of the repository, by the caller. Its effect is told at once: the watcher would need a moment. */
  function write<T>(context: CallContext, work: (git: Git) => Promise<T>): Promise<T> {
    session.activity();
    const own = authored(git, context);
    return orGitFailure(() =>
      turns.take(() => whileLocked(own, () => work(own))).finally(() => session.statusKeeper.gitChanged()),
    );
  }

  async function done(work: Promise<unknown>): Promise<Record<string, never>> {
    await work;
    return {};
  }

  async function* stream<Step, Result>(
    context: CallContext,
    work: (git: Git) => AsyncGenerator<Step, Result, void>,
  ): AsyncGenerator<Step, Result, void> {
    session.activity();
    try {
      return yield* streamOrGitFailure(turns.stream(() => work(authored(git, context))));
    } finally {
      session.statusKeeper.gitChanged();
    }
  }

  return os.router({
    status: os.status.handler(() => orGitFailure(() => session.statusKeeper.get())),
    diff: os.diff.handler(({ input }) => orGitFailure(() => diff(git, input.path, input.staged))),
    show: os.show.handler(({ input }) => orGitFailure(() => show(git, input.path, input.revision))),
    log: os.log.handler(({ input }) => orGitFailure(() => log(git, input))),
    commitFiles: os.commitFiles.handler(({ input }) => orGitFailure(() => commitFiles(git, input.commit))),
    branches: os.branches.handler(() => orGitFailure(() => branches(git))),
    stashes: os.stashes.handler(() => orGitFailure(() => stashes(git))),

    stage: os.stage.handler(({ input, context }) => done(write(context, (own) => stage(own, input)))),
    unstage: os.unstage.handler(({ input, context }) => done(write(context, (own) => unstage(own, input)))),
    stageHunks: os.stageHunks.handler(({ input, context }) => done(write(context, (own) => stageHunks(own, input)))),
    unstageHunks: os.unstageHunks.handler(({ input, context }) =>
      done(write(context, (own) => unstageHunks(own, input))),
    ),
    discard: os.discard.handler(({ input, context }) => write(context, (own) => discard(own, input.paths))),
    discardHunks: os.discardHunks.handler(({ input, context }) => write(context, (own) => discardHunks(own, input))),
    undoDiscard: os.undoDiscard.handler(({ input, context }) =>
      done(write(context, (own) => undoDiscard(own, input.undoId))),
    ),
    commit: os.commit.handler(({ input, context, signal }) =>
      write(context, (own) => commit(own, { message: input.message, amend: input.amend, signal })),
    ),
    push: os.push.handler(({ input, context, signal }) =>
      stream(context, (own) => push(own, { forceWithLease: input.forceWithLease, signal })),
    ),
    pull: os.pull.handler(({ input, context, signal }) =>
      stream(context, (own) => pull(own, { strategy: input.strategy, signal })),
    ),
    fetch: os.fetch.handler(({ context, signal }) => stream(context, (own) => fetch(own, { signal }))),
    switch: os.switch.handler(({ input, context }) => done(write(context, (own) => switchTo(own, input)))),
    merge: os.merge.handler(({ input, context }) => done(write(context, (own) => merge(own, input.branch)))),
    abort: os.abort.handler(({ context }) => done(write(context, abort))),
    continue: os.continue.handler(({ context }) => done(write(context, continueOperation))),
    resolve: os.resolve.handler(({ input, context }) =>
      done(write(context, (own) => resolve(own, input.path, input.take))),
    ),
    stash: os.stash.handler(({ input, context }) => done(write(context, (own) => stash(own, input)))),
  });
}

/** What is made by this call is made by its caller, who need not be the one that the sandbox was started for. */
function authored(git: Git, { author }: CallContext): Git {
  if (author === null) return git;
  return git.with({
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  });
}
