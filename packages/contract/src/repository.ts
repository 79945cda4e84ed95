import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Branch } from './environments.ts';
import { Id } from './ids.ts';
import { Progress } from './progress.ts';

const Done = z.object({});

/** What the repository sandbox of an environment does for the API: all that touches the bare repository. */
export const repository = {
  /**
   * Make the bare repository and fetch all of `origin`. Safe to repeat: a clone that was cut off goes on. `empty` where
   * the remote has no commit.
   */
  clone: base
    .input(z.object({ url: z.string() }))
    .output(eventIterator(Progress, z.object({ defaultBranch: z.string().nullable() }))),
  /** Make `gitx.git` with one commit on `main`, and the environment's repository as its clone. Safe to repeat. */
  createHosted: base
    .input(z.object({ url: z.string(), name: z.string(), author: z.object({ name: z.string(), email: z.string() }) }))
    .output(z.object({ defaultBranch: z.string() })),
  fetch: base.output(eventIterator(Progress, Done)),
  branches: base.output(
    z.array(Branch.omit({ isDefault: true, sessionId: true }).extend({ worktree: z.string().nullable() })),
  ),
  /** Check `branch` out below `worktrees/{sessionId}`. Safe to repeat. `base` makes the branch new. */
  addWorktree: base
    .input(z.object({ sessionId: Id, branch: z.string(), base: z.string().optional() }))
    .output(eventIterator(Progress, z.object({ head: z.string() }))),
  /** Copy ignored files that match the globs from one worktree into another; existing files are left. */
  copyIgnored: base
    .input(z.object({ from: Id, to: Id, globs: z.array(z.string()) }))
    .output(z.object({ copied: z.number().int() })),
  /** What removing the session would lose. */
  lossOf: base
    .input(z.object({ sessionId: Id }))
    .output(z.object({ uncommitted: z.number().int(), unpushed: z.number().int(), stashes: z.number().int() })),
  /** Delete the directory and its worktree record. Safe to repeat. The branch stays. */
  removeWorktree: base.input(z.object({ sessionId: Id })).output(Done),
  worktrees: base.output(
    z.array(z.object({ sessionId: z.string(), branch: z.string().nullable(), prunable: z.boolean() })),
  ),
  /** Pack what has piled up; asked for when nothing else is. */
  maintain: base.output(Done),
  diskUsage: base.output(z.object({ total: z.number(), worktrees: z.record(z.string(), z.number()) })),
};
