import type { Git } from '@craftastic/git/runner';
import type { PathChange } from '../events/hub.ts';
import { log } from '../log.ts';
import { watchDirectory } from './watch-directory.ts';
import { worktreeChanges } from './worktree-changes.ts';

/** Of the repository that all worktrees share, only refs, packed-refs and the config say something to a session. */
const SHARED_IGNORED = ['objects', 'worktrees', 'hooks', 'modules', 'lfs', 'info', 'logs'];

/** What is in a package changes by the ten thousand, and each folder costs a watch: packages come and go as wholes. */
const IN_A_PACKAGE = /\/node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/./;

/** Watches the worktree, its own git directory, and the shared one, until `signal` is aborted. */
export async function watchSession(options: {
  workspace: string;
  git: Git;
  signal: AbortSignal;
  onFiles(changes: PathChange[] | null): void;
  onGit(): void;
}): Promise<void> {
  const { workspace, git, signal, onFiles, onGit } = options;
  watchDirectory(workspace, {
    isIgnored: (path) => path === `${workspace}/.git` || IN_A_PACKAGE.test(path.slice(workspace.length)),
    signal,
    onChange(events) {
      const changes = events && worktreeChanges(workspace, events);
      if (changes === null || changes.length > 0) onFiles(changes);
    },
  });
  try {
    const { own, common } = await git.gitDirectories();
    const onGitEvents = (events: { path: string }[] | null) => {
      // A lock is taken and given back around every change; the change itself is told too.
      if (events === null || events.some(({ path }) => !path.endsWith('.lock'))) onGit();
    };
    const shared = new Set(SHARED_IGNORED.map((name) => `${common}/${name}`));
    if (own !== common) {
      watchDirectory(own, { isIgnored: (path) => path === `${own}/logs`, signal, onChange: onGitEvents });
    }
    watchDirectory(common, { isIgnored: (path) => shared.has(path), signal, onChange: onGitEvents });
  } catch (error) {
    log('The git directories could not be watched', { error });
  }
}
