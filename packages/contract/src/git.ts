import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { READ_SESSION, WRITE_SESSION } from './access.ts';
import { base } from './base.ts';
import { FilePath, OfSession } from './of-session.ts';
import { Progress } from './progress.ts';

export const ChangeKind = z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed', 'unmerged']);
export const ChangeGroup = z.enum(['staged', 'unstaged', 'untracked', 'conflicted']);

/** One line of the panel. A file with staged and unstaged changes is two of them. */
export const Change = z.object({
  path: z.string(),
  originalPath: z.string().optional().describe('Where a renamed or copied file came from'),
  group: ChangeGroup,
  kind: ChangeKind,
  submodule: z.boolean().optional(),
  conflict: z.string().optional().describe('As git says it: both modified, deleted by us, …'),
});
export type Change = z.infer<typeof Change>;

export const GitStatus = z.object({
  branch: z.string().nullable().describe('null while HEAD is detached'),
  head: z.string().nullable().describe('Object id; null before the first commit'),
  upstream: z.string().nullable().describe('origin/main'),
  upstreamGone: z.boolean(),
  ahead: z.number().int().nullable().describe('null without an upstream'),
  behind: z.number().int().nullable(),
  operation: z.enum(['merge', 'rebase', 'cherry-pick', 'revert', 'bisect']).nullable(),
  stashes: z.number().int(),
  changes: z.array(Change),
  total: z.number().int().describe('All changes; `changes` is cut at 10,000'),
});
export type GitStatus = z.infer<typeof GitStatus>;

export const DiffLine = z.object({ kind: z.enum(['context', 'added', 'removed', 'no-newline']), text: z.string() });
export type DiffLine = z.infer<typeof DiffLine>;
export const Hunk = z.object({
  header: z.string(),
  oldStart: z.number().int(),
  oldLines: z.number().int(),
  newStart: z.number().int(),
  newLines: z.number().int(),
  lines: z.array(DiffLine),
});
export type Hunk = z.infer<typeof Hunk>;

export const Diff = z.object({
  path: z.string(),
  originalPath: z.string().optional(),
  diffId: z.string().describe('Hash of the diff; hunks are staged by it'),
  binary: z.boolean(),
  truncated: z.boolean().describe('Over 1 MB: hunks left out'),
  hunks: z.array(Hunk),
});
export type Diff = z.infer<typeof Diff>;

export const CommitFile = z.object({ path: z.string(), originalPath: z.string().optional(), kind: ChangeKind });
export type CommitFile = z.infer<typeof CommitFile>;

export const Commit = z.object({
  id: z.string(),
  parents: z.array(z.string()),
  authorName: z.string(),
  authorEmail: z.string(),
  authoredAt: z.iso.datetime({ offset: true }),
  subject: z.string(),
  body: z.string(),
  refs: z.array(z.string()),
  pushed: z.boolean().describe('Reachable from a remote branch'),
  file: CommitFile.optional().describe('In the history of a file: what the commit did to it, by the name it had then'),
});
export type Commit = z.infer<typeof Commit>;

export const LocalBranch = z.object({
  name: z.string(),
  remote: z.boolean().describe('On the remote only'),
  current: z.boolean(),
  upstream: z.string().nullable(),
  head: z.string(),
  subject: z.string(),
  committedAt: z.iso.datetime({ offset: true }),
  checkedOutElsewhere: z.boolean(),
});
export type LocalBranch = z.infer<typeof LocalBranch>;

export const Stash = z.object({
  index: z.number().int(),
  message: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
});
export type Stash = z.infer<typeof Stash>;

/** The sides of a file: its last commit, the index, the merge's three stages, or any commit. */
export const Revision = z.union([
  z.enum(['HEAD', 'index', 'base', 'ours', 'theirs']),
  z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?\^?$/, 'is not an object id'),
]);
export const FileAtRevision = z.object({
  exists: z.boolean(),
  binary: z.boolean(),
  tooLarge: z.boolean(),
  text: z.string(),
  size: z.number(),
});
export type FileAtRevision = z.infer<typeof FileAtRevision>;

const BranchName = z.string().min(1).max(255);
const Paths = z.array(FilePath).min(1).max(100_000);
const Selection = z.union([z.object({ paths: Paths }), z.object({ all: z.literal(true) })]);
const HunkSelection = z.object({ path: FilePath, diffId: z.string(), hunks: z.array(z.number().int().min(0)).min(1) });
const Done = z.object({});

const read = (path: `/${string}`, summary: string) =>
  base.meta({ access: READ_SESSION }).route({ method: 'GET', path, tags: ['git'], summary });
const write = (path: `/${string}`, summary: string) =>
  base.meta({ access: WRITE_SESSION }).route({ method: 'POST', path, tags: ['git'], summary });

export const git = {
  status: read('/git/status', 'Branch and changes').input(OfSession).output(GitStatus),
  diff: read('/git/diff', 'Hunks of one file, index to worktree or HEAD to index')
    .input(OfSession.extend({ path: FilePath, staged: z.boolean().default(false) }))
    .output(Diff),
  show: read('/git/show', 'A file as one side has it')
    .input(OfSession.extend({ path: FilePath, revision: Revision }))
    .output(FileAtRevision),
  log: read('/git/log', 'Commits, newest first; with a path those of one file, through its renames')
    .input(
      OfSession.extend({
        limit: z.number().int().min(1).max(500).default(50),
        skip: z.number().int().min(0).default(0),
        path: FilePath.optional(),
      }),
    )
    .output(z.array(Commit)),
  commitFiles: read('/git/log/{commit}/files', 'What a commit changed against its first parent')
    .input(OfSession.extend({ commit: z.string().regex(/^[0-9a-f]{40,64}$/) }))
    .output(z.array(CommitFile)),
  branches: read('/git/branches', 'Local and remote branches').input(OfSession).output(z.array(LocalBranch)),
  stashes: read('/git/stashes', 'Stashes').input(OfSession).output(z.array(Stash)),

  stage: write('/git/stage', 'Stage files').input(OfSession.and(Selection)).output(Done),
  unstage: write('/git/unstage', 'Unstage files').input(OfSession.and(Selection)).output(Done),
  stageHunks: write('/git/stage-hunks', 'Stage some hunks of a file')
    .input(OfSession.extend(HunkSelection.shape))
    .output(Done),
  unstageHunks: write('/git/unstage-hunks', 'Unstage some hunks')
    .input(OfSession.extend(HunkSelection.shape))
    .output(Done),
  discard: write('/git/discard', 'Throw away unstaged changes, keeping a way back')
    .input(OfSession.extend({ paths: Paths }))
    .output(z.object({ undoId: z.string() })),
  discardHunks: write('/git/discard-hunks', 'Throw away some hunks, keeping a way back')
    .input(OfSession.extend(HunkSelection.shape))
    .output(z.object({ undoId: z.string() })),
  undoDiscard: write('/git/undo-discard', 'Bring discarded changes back')
    .input(OfSession.extend({ undoId: z.string() }))
    .output(Done),
  commit: write('/git/commit', 'Commit what is staged')
    .input(OfSession.extend({ message: z.string().max(1_000_000), amend: z.boolean().default(false) }))
    .output(z.object({ id: z.string(), subject: z.string() })),
  push: write('/git/push', 'Push the branch; streams progress')
    .input(OfSession.extend({ forceWithLease: z.boolean().default(false) }))
    .output(eventIterator(Progress, z.object({ upToDate: z.boolean(), output: z.string() }))),
  pull: write('/git/pull', 'Bring the upstream’s commits; streams progress')
    .input(OfSession.extend({ strategy: z.enum(['ff-only', 'merge', 'rebase']).default('ff-only') }))
    .output(eventIterator(Progress, z.object({ upToDate: z.boolean() }))),
  fetch: write('/git/fetch', 'Update the remote branches; streams progress')
    .input(OfSession)
    .output(eventIterator(Progress, Done)),
  switch: write('/git/switch', 'Switch to a branch, or create one')
    .input(OfSession.extend({ branch: BranchName, create: z.boolean().default(false), base: BranchName.optional() }))
    .output(Done),
  merge: write('/git/merge', 'Merge a branch into this one')
    .input(OfSession.extend({ branch: BranchName }))
    .output(Done),
  abort: write('/git/abort', 'Abort the merge, rebase, … that is under way').input(OfSession).output(Done),
  continue: write('/git/continue', 'Go on with the rebase, … that is under way').input(OfSession).output(Done),
  resolve: write('/git/resolve', 'Resolve a conflicted file')
    .input(OfSession.extend({ path: FilePath, take: z.enum(['ours', 'theirs', 'worktree']) }))
    .output(Done),
  stash: write('/git/stash', 'Stash all changes, or use a stash')
    .input(
      OfSession.and(
        z.discriminatedUnion('action', [
          z.object({ action: z.literal('push'), message: z.string().max(1000).optional() }),
          z.object({ action: z.enum(['pop', 'apply', 'drop']), index: z.number().int().min(0) }),
        ]),
      ),
    )
    .output(Done),
};
