import { openContent } from '../content/open-content.ts';
import { procedures } from '../rpc.ts';
import { branchPreviews } from './branches.ts';

export const previewRoutes = {
  open: procedures.previews.open.handler(({ context: { app, caller }, input }) => app.previews.open(caller, input)),
  openContent: procedures.previews.openContent.handler(({ context: { app, caller }, input }) =>
    openContent(app, caller, input),
  ),
  shares: procedures.previews.shares.handler(({ context: { app }, input }) => app.shares.ofSession(input.sessionId)),
  share: procedures.previews.share.handler(({ context: { app, caller }, input }) =>
    app.shares.sharePort(caller, input),
  ),
  unshare: procedures.previews.unshare.handler(async ({ context: { app }, input: { id, sessionId } }) => {
    await app.shares.revoke(id, { sessionId });
    return {};
  }),
  contentShares: procedures.previews.contentShares.handler(({ context: { app }, input }) =>
    app.shares.ofContent(input.ns),
  ),
  shareContent: procedures.previews.shareContent.handler(({ context: { app, caller }, input }) =>
    app.shares.shareContent(caller, input),
  ),
  unshareContent: procedures.previews.unshareContent.handler(async ({ context: { app }, input: { id, ns } }) => {
    await app.shares.revoke(id, { ns });
    return {};
  }),
  branches: procedures.previews.branches.handler(({ context: { app }, input }) =>
    branchPreviews(app, input.environmentId),
  ),
};
