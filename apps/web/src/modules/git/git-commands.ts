import type { GitStatus } from '@craftastic/contract/git';
import type { Command } from '../../app/commands.ts';
import { mayWriteIn } from '../members/role.ts';
import { gitActionsOf } from './git-actions.ts';
import { branchMenuOf } from './git-state.ts';

const group = 'Git';

export function gitCommands(sessionId: string, status: GitStatus): Command[] {
  const git = gitActionsOf(sessionId);
  const menu = branchMenuOf(sessionId);
  const some =
    (...groups: GitStatus['changes'][number]['group'][]) =>
    () =>
      status.changes.some((change) => groups.includes(change.group));
  const command = (id: string, title: string, run: () => unknown, when?: () => boolean): Command => ({
    id: `git.${id}`,
    title: `Git: ${title}`,
    group,
    run: () => void run(),
    when: () => mayWriteIn(sessionId) && (when?.() ?? true),
  });
  return [
    command('commit', 'Commit', () => git.commit()),
    command('push', 'Push', () => git.push()),
    command('pull', 'Pull', () => git.pull()),
    command(
      'pullMerge',
      'Pull with merge',
      () => git.pull('merge'),
      () => status.upstream !== null,
    ),
    command(
      'pullRebase',
      'Pull with rebase',
      () => git.pull('rebase'),
      () => status.upstream !== null,
    ),
    command('fetch', 'Fetch', () => git.fetch()),
    command('stageAll', 'Stage all', () => git.stage({ all: true }), some('unstaged', 'untracked')),
    command('unstageAll', 'Unstage all', () => git.unstage({ all: true }), some('staged')),
    command('switch', 'Switch or create branch', () => menu.set('switch')),
    command(
      'merge',
      'Merge a branch',
      () => menu.set('merge'),
      () => status.operation === null,
    ),
    command(
      'stash',
      'Stash all changes',
      () => git.stashAll(),
      () => status.changes.length > 0,
    ),
    command(
      'popStash',
      'Pop the latest stash',
      () => git.withStash('pop', 0),
      () => status.stashes > 0,
    ),
    command(
      'continue',
      'Continue',
      () => git.continue(),
      () => status.operation !== null,
    ),
    command(
      'abort',
      'Abort',
      () => git.abort(),
      () => status.operation !== null,
    ),
  ];
}
