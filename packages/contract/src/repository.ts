import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Branch } from './environments.ts';
import { EventCommit } from './events.ts';
import { Id } from './ids.ts';
import { ImageBuild } from './image-build.ts';
import { Progress } from './progress.ts';
import { RefRules } from './ref-rules.ts';

const Done = z.object({});
const ObjectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'is not an object id');

/** An entry of a tree that is none itself, by its path below it. */
export const TreeEntry = z.object({
  path: z.string(),
  /** Another path that the content was at before, where git takes it for a rename. */
  from: z.string().nullable(),
  /** As git writes it: 100644, 100755, 120000, 160000. Null for one that is gone. */
  mode: z.string().nullable(),
  oid: z.string().nullable(),
  size: z.number().nullable(),
});
export type TreeEntry = z.infer<typeof TreeEntry>;

const RefOfBranch = Branch.omit({ isDefault: true, sessionId: true }).extend({ worktree: z.string().nullable() });

/** What a draft lacks, and why. */
export const Omitted = z.object({
  path: z.string().describe('Below the folder'),
  reason: z.enum(['too-large', 'too-many', 'unreadable']),
});
export type Omitted = z.infer<typeof Omitted>;

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
  branches: base.output(z.array(RefOfBranch)),
  /** The same, and how many commits each has and lacks beside the default branch; null where that isn't counted. */
  branchesBeside: base.input(z.object({ defaultBranch: z.string().nullable() })).output(
    z.array(
      RefOfBranch.extend({
        compared: z.object({ ahead: z.number().int(), behind: z.number().int() }).nullable(),
      }),
    ),
  ),
  /** What the devcontainer.json of a branch, or of what a new one starts from, says of its sessions; null for none. */
  devcontainer: base.input(z.object({ branch: z.string(), base: z.string().optional() })).output(
    z
      .object({
        image: z.string().nullable(),
        build: z
          .union([z.object({ plan: ImageBuild }), z.object({ refusal: z.string() })])
          .nullable()
          .describe('What its Dockerfile says, or the sentence that says why it is not built'),
        user: z.string().nullable().describe('Whom programs are to run as, by name'),
        environment: z.record(z.string(), z.string()),
        setUp: z.string().nullable(),
        unused: z.array(z.string()).describe('Keys that it has and that change nothing'),
      })
      .nullable(),
  ),
  /** All files of a tree of the shared repository, in parts: what a Dockerfile's COPY may take from. */
  contextEntries: base.input(z.object({ tree: ObjectId })).output(eventIterator(z.array(TreeEntry), Done)),
  /** As `upstreamBlobs`, of the shared repository. */
  contextBlobs: base
    .input(z.object({ oids: z.array(ObjectId).max(20_000), maxBytes: z.number().int() }))
    .output(eventIterator(z.array(z.object({ oid: z.string(), base64: z.string().nullable() })))),
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

  /** Branches and tags of the upstream, with the commits that they are of: those of `gitx.git`, else as fetched last. */
  upstreamRefs: base.output(z.array(z.object({ ref: z.string(), commit: z.string() }))),
  /**
   * The moves that led a hosted repository's branch from `before` to `after`, as its log has them, oldest first: `most` of the
   * newest, what is older as one. Null where no log tells.
   */
  upstreamSteps: base
    .input(
      z.object({
        ref: z.string().regex(/^refs\/heads\/(?!.*\.\.)/u),
        before: ObjectId.nullable(),
        after: ObjectId,
        most: z.number().int().min(1).max(1000),
      }),
    )
    .output(
      z.object({
        steps: z
          .array(z.object({ before: ObjectId.nullable(), after: ObjectId.nullable(), at: z.iso.datetime().nullable() }))
          .nullable(),
      }),
    ),
  /**
   * What is new in `after` beside `before` and `known`: the newest commits, oldest first, and the paths that differ from
   * `before`, null for too many. `forced`: `before` is no ancestor of `after`.
   */
  upstreamChange: base
    .input(z.object({ before: ObjectId.nullable(), after: ObjectId, known: z.array(ObjectId).max(10_000) }))
    .output(
      z.object({
        forced: z.boolean(),
        commits: z.array(EventCommit),
        truncated: z.boolean(),
        paths: z.array(z.string()).nullable(),
      }),
    ),
  /**
   * Commit changes of files on top of `parent`, and move the upstream's branch from there to the commit. `moved` where the
   * branch is not at `parent` any more; `unchanged` where the files are so already. `create` makes the branch new. A remote
   * is pushed to, never by force. No worktree is touched, no filter and no hook runs.
   */
  commitUpstream: base
    .input(
      z.object({
        branch: z.string(),
        parent: ObjectId,
        create: z.boolean(),
        changes: z
          .array(
            z.object({
              path: z.string().min(1),
              /** The blob that is there now; null for a new file. */
              expected: ObjectId.nullable(),
              /** The new content in base64; null takes the file away. */
              base64: z.string().nullable(),
            }),
          )
          .min(1)
          .max(100),
        message: z.string(),
        rules: RefRules,
        /** By which the API knows whose token a push to a remote goes with. */
        ticket: z.string().regex(/^[\w-]+$/),
      }),
    )
    .output(z.object({ outcome: z.enum(['committed', 'unchanged', 'moved']), commit: ObjectId })),
  /** Whether all that `head` brings is in `into`: by a merge, a rebase or a squash. False also where a commit is missing. */
  upstreamMerged: base.input(z.object({ head: ObjectId, into: ObjectId })).output(z.object({ merged: z.boolean() })),
  /** What is at a path of a commit, null for nothing. `base64` is null for what is no file, and above `maxBytes`. */
  upstreamFile: base
    .input(z.object({ commit: ObjectId, path: z.string().min(1), maxBytes: z.number().int() }))
    .output(z.object({ mode: z.string(), oid: z.string(), base64: z.string().nullable() }).nullable()),
  /** What is in a folder of a commit, in git's order, or one name of it; null where there is no folder. */
  upstreamFolder: base
    .input(z.object({ commit: ObjectId, path: z.string(), name: z.string().min(1).optional() }))
    .output(
      z.object({
        entries: z
          .array(
            z.object({
              name: z.string().min(1),
              /** As git writes it; 040000 for a folder. */
              mode: z.string().regex(/^[0-7]{6}$/),
              oid: ObjectId,
              /** Of a file or a link, in bytes. */
              size: z.number().int().nonnegative().nullable(),
            }),
          )
          .nullable(),
      }),
    ),
  /** Object id of the tree at a path of a commit; null where there is no folder. */
  upstreamTree: base
    .input(z.object({ commit: ObjectId, path: z.string() }))
    .output(z.object({ tree: z.string().nullable() })),
  /** What differs between two trees, in parts; all of `to` where `from` is null or gone, which `whole` says. */
  upstreamEntries: base
    .input(z.object({ from: ObjectId.nullable(), to: ObjectId }))
    .output(eventIterator(z.array(TreeEntry), z.object({ whole: z.boolean() }))),
  /** Contents of blobs in base64, in parts, in any order. Those above `maxBytes` and those missing come without one. */
  upstreamBlobs: base
    .input(z.object({ oids: z.array(ObjectId).max(20_000), maxBytes: z.number().int() }))
    .output(eventIterator(z.array(z.object({ oid: z.string(), base64: z.string().nullable() })))),

  /**
   * A folder of a session's worktree as it is on disk now, without what git ignores: its tree, null where there is no such
   * folder, and the paths below it that differ from HEAD. Index, refs and objects of the repository stay as they are.
   */
  draftTree: base.input(z.object({ sessionId: Id, path: z.string() })).output(
    z.object({
      head: ObjectId.nullable(),
      branch: z.string().nullable(),
      tree: ObjectId.nullable(),
      uncommitted: z.array(z.string()),
      omitted: z.array(Omitted),
    }),
  ),
  /** As `upstreamEntries` and `upstreamBlobs`, of a session's draft. */
  draftEntries: base
    .input(z.object({ sessionId: Id, from: ObjectId.nullable(), to: ObjectId }))
    .output(eventIterator(z.array(TreeEntry), z.object({ whole: z.boolean() }))),
  draftBlobs: base
    .input(z.object({ sessionId: Id, oids: z.array(ObjectId).max(20_000), maxBytes: z.number().int() }))
    .output(eventIterator(z.array(z.object({ oid: z.string(), base64: z.string().nullable() })))),
};
