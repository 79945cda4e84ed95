import { repository as contract } from '@craftastic/contract/repository';
import { implement } from '@orpc/server';
import { orGitFailure, streamOrGitFailure } from '../git/git-failure.ts';
import { Turns } from '../git/turns.ts';
import type { CallContext } from '../session-context.ts';
import { addWorktree } from './add-worktree.ts';
import { branches } from './branches.ts';
import { BranchDistance } from './branches-beside.ts';
import { clone } from './clone.ts';
import { commitUpstream } from './commit-upstream.ts';
import { copyIgnored } from './copy-ignored.ts';
import { createHosted } from './create-hosted.ts';
import { contextEntries, devcontainerOf } from './devcontainer-of.ts';
import { diskUsage } from './disk-usage.ts';
import { Drafts } from './drafts.ts';
import { fetchOrigin } from './fetch-origin.ts';
import { Layout, type RepositoryContext } from './layout.ts';
import { lossOf } from './loss-of.ts';
import { maintain } from './maintain.ts';
import { removeWorktree } from './remove-worktree.ts';
import {
  blobsOf,
  upstreamBlobs,
  upstreamChange,
  upstreamEntries,
  upstreamFile,
  upstreamFolder,
  upstreamMerged,
  upstreamRefs,
  upstreamTree,
} from './upstream.ts';
import { upstreamSteps } from './upstream-steps.ts';
import { worktrees } from './worktrees.ts';

/** The bare repository of an environment. What changes its worktrees or refs takes turns. */
export function repositoryHandlers(context: RepositoryContext) {
  const os = implement(contract).$context<CallContext>();
  const layout = new Layout(context);
  const turns = new Turns();
  const distance = new BranchDistance();
  const drafts = new Drafts(layout);
  const write = <T>(work: () => Promise<T>) => orGitFailure(() => turns.take(work));

  return os.router({
    clone: os.clone.handler(({ input, signal }) =>
      streamOrGitFailure(turns.stream(() => clone(layout, input.url, signal))),
    ),
    createHosted: os.createHosted.handler(({ input }) => write(() => createHosted(layout, input))),
    fetch: os.fetch.handler(({ signal }) => streamOrGitFailure(turns.stream(() => fetchOrigin(layout, signal)))),
    branches: os.branches.handler(() => orGitFailure(() => branches(layout))),
    branchesBeside: os.branchesBeside.handler(({ input }) =>
      orGitFailure(() => distance.beside(layout, input.defaultBranch)),
    ),
    devcontainer: os.devcontainer.handler(({ input }) => orGitFailure(() => devcontainerOf(layout, input))),
    contextEntries: os.contextEntries.handler(({ input }) => streamOrGitFailure(contextEntries(layout, input.tree))),
    contextBlobs: os.contextBlobs.handler(({ input, signal }) =>
      streamOrGitFailure(blobsOf(layout.objects, input.oids, input.maxBytes, signal)),
    ),
    addWorktree: os.addWorktree.handler(({ input, signal }) =>
      streamOrGitFailure(turns.stream(() => addWorktree(layout, input, signal))),
    ),
    copyIgnored: os.copyIgnored.handler(({ input }) =>
      write(async () => ({ copied: await copyIgnored(layout, input.from, input.to, input.globs) })),
    ),
    lossOf: os.lossOf.handler(({ input }) => orGitFailure(() => lossOf(layout, input.sessionId))),
    removeWorktree: os.removeWorktree.handler(({ input }) =>
      write(async () => {
        await removeWorktree(layout, input.sessionId);
        await drafts.remove(input.sessionId);
        return {};
      }),
    ),
    worktrees: os.worktrees.handler(() => orGitFailure(() => worktrees(layout))),
    maintain: os.maintain.handler(({ signal }) =>
      write(async () => {
        await maintain(layout, { signal });
        return {};
      }),
    ),
    diskUsage: os.diskUsage.handler(() => diskUsage(layout)),
    commitUpstream: os.commitUpstream.handler(({ input, context: { author } }) =>
      write(() => commitUpstream(layout, author, input)),
    ),
    upstreamRefs: os.upstreamRefs.handler(() => orGitFailure(() => upstreamRefs(layout))),
    upstreamSteps: os.upstreamSteps.handler(({ input }) => upstreamSteps(layout, input)),
    upstreamChange: os.upstreamChange.handler(({ input }) => orGitFailure(() => upstreamChange(layout, input))),
    upstreamMerged: os.upstreamMerged.handler(({ input }) =>
      orGitFailure(() => upstreamMerged(layout, input.head, input.into)),
    ),
    upstreamFile: os.upstreamFile.handler(({ input }) => orGitFailure(() => upstreamFile(layout, input))),
    upstreamFolder: os.upstreamFolder.handler(({ input }) => orGitFailure(() => upstreamFolder(layout, input))),
    upstreamTree: os.upstreamTree.handler(({ input }) =>
      orGitFailure(() => upstreamTree(layout, input.commit, input.path)),
    ),
    upstreamEntries: os.upstreamEntries.handler(({ input }) =>
      streamOrGitFailure(upstreamEntries(layout, input.from, input.to)),
    ),
    upstreamBlobs: os.upstreamBlobs.handler(({ input, signal }) =>
      streamOrGitFailure(upstreamBlobs(layout, input.oids, input.maxBytes, signal)),
    ),
    draftTree: os.draftTree.handler(({ input }) => orGitFailure(() => drafts.tree(input.sessionId, input.path))),
    draftEntries: os.draftEntries.handler(({ input }) =>
      streamOrGitFailure(drafts.entries(input.sessionId, input.from, input.to)),
    ),
    draftBlobs: os.draftBlobs.handler(({ input, signal }) =>
      streamOrGitFailure(drafts.blobs(input.sessionId, input.oids, input.maxBytes, signal)),
    ),
  });
}
