import { contractError } from '@craftastic/contract/contract-error';
import { procedures } from '../rpc.ts';

export const environmentRoutes = {
  list: procedures.environments.list.handler(({ context: { app } }) => app.environments.list()),
  create: procedures.environments.create.handler(({ context: { app, user }, input }) =>
    app.environments.create(user, input),
  ),
  get: procedures.environments.get.handler(async ({ context: { app }, input }) =>
    app.environments.present(await app.environments.row(input.id)),
  ),
  update: procedures.environments.update.handler(({ context: { app }, input: { id, ...change } }) =>
    app.environments.update(id, change),
  ),
  remove: procedures.environments.remove.handler(async ({ context: { app }, input }) => {
    const sessions = await app.sessions.list(input.id);
    if (sessions.length > 0 && !input.force)
      throw contractError('ENVIRONMENT_IN_USE', { data: { sessions: sessions.length } });
    for (const { id } of sessions) await app.sessions.remove(id, true);
    await app.environments.remove(input.id);
    return {};
  }),
  retry: procedures.environments.retry.handler(({ context: { app }, input }) => app.environments.retry(input.id)),
  cancel: procedures.environments.cancel.handler(({ context: { app }, input }) => app.environments.cancel(input.id)),
  branches: procedures.environments.branches.handler(({ context: { app }, input }) =>
    app.environments.branches(input.id),
  ),
  fetch: procedures.environments.fetch.handler(async ({ context: { app }, input }) => {
    const branches = await app.environments.fetch(input.id);
    app.upstream.hint(input.id);
    return branches;
  }),
};
