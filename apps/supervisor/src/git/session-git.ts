import { Git } from '@craftastic/git/runner';
import { withoutProxyAddress } from '../credentials/proxy-address.ts';

/** Git in a session's worktree, with its hooks, as in the terminal. */
export function sessionGit(workspace: string, environment: Record<string, string>): Git {
  return new Git({ directory: workspace, environment, rewriteOutput: withoutProxyAddress });
}
