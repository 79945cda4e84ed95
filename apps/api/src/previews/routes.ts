import { openContent } from '../content/open-content.ts';
import { procedures } from '../rpc.ts';
import { branchPreviews } from './branches.ts';

export const previewRoutes = {
  open: procedures.previews.open.handler(({ context: { app, caller }, input }) => app.previews.open(caller, input)),
  openContent: procedures.previews.openContent.handler(({ context: { app, caller }, input }) =>
    openContent(app, caller, input),
  ),
  shares: procedures.previews.shares.handler(({ context: { app }, input }) => app.previews.shares(input.sessionId)),
  share: procedures.previews.share.handler(({ context: { app, caller }, input }) => app.previews.share(caller, input)),
  unshare: procedures.previews.unshare.handler(async ({ context: { app }, input }) => {
    await app.previews.unshare(input.sessionId, input.id);
    return {};
  }),
  branches: procedures.previews.branches.handler(({ context: { app }, input }) =>
    branchPreviews(app, input.environmentId),
  ),
};
