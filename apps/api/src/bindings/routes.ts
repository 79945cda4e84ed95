import { procedures } from '../rpc.ts';
import { syncedCommits } from './synced-commits.ts';

export const bindingRoutes = {
  list: procedures.bindings.list.handler(async ({ context: { app, caller }, input }) =>
    app.bindings.list(await app.access.readable(caller, input.environmentId)),
  ),
  create: procedures.bindings.create.handler(({ context: { app }, input }) => app.bindings.create(input)),
  get: procedures.bindings.get.handler(({ context: { app }, input }) => app.bindings.get(input.ns)),
  update: procedures.bindings.update.handler(({ context: { app }, input: { ns, ...change } }) =>
    app.bindings.update(ns, change),
  ),
  remove: procedures.bindings.remove.handler(async ({ context: { app }, input }) => {
    await app.bindings.remove(input.ns);
    return {};
  }),
  branches: procedures.bindings.branches.handler(({ context: { app }, input }) => app.bindings.branches(input.ns)),
  commits: procedures.bindings.commits.handler(({ context: { app }, input }) => syncedCommits(app.database, input)),
  drafts: procedures.bindings.drafts.handler(({ context: { app }, input }) => app.bindings.drafts(input.ns)),
  diagnostics: procedures.bindings.diagnostics.handler(({ context: { app }, input }) =>
    app.bindings.diagnostics(input),
  ),
  sync: procedures.bindings.sync.handler(({ context: { app }, input }) => app.bindings.sync(input.ns, input.branch)),
};
