import { contractError } from '@craftastic/contract/contract-error';
import type { Environment } from '@craftastic/contract/environments';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { procedures } from '../rpc.ts';
import type { EnvironmentRecord } from './environments.ts';

export const environmentRoutes = {
  list: procedures.environments.list.handler(async ({ context: { app, caller } }) => {
    const reach = await app.access.reach(caller);
    const found = await app.environments.list([...reach.keys()]);
    return found.map((environment) => ({ ...environment, role: reach.get(environment.id) ?? 'read' }));
  }),
  create: procedures.environments.create.handler(async ({ context: { app, user }, input }) => ({
    ...(await app.environments.create(user, input)),
    role: 'owner' as const,
  })),
  get: procedures.environments.get.handler(async ({ context: { app, caller }, input }) =>
    asSeenBy(app, caller, app.environments.present(await app.environments.row(input.id))),
  ),
  update: procedures.environments.update.handler(async ({ context: { app, caller }, input: { id, ...change } }) => {
    const environment = await app.environments.update(id, change);
    if (change.devCommand !== undefined || change.devPort !== undefined) await app.sessions.settingsChanged(id);
    return asSeenBy(app, caller, environment);
  }),
  remove: procedures.environments.remove.handler(async ({ context: { app }, input }) => {
    const sessions = await app.sessions.list([input.id]);
    if (sessions.length > 0 && !input.force)
      throw contractError('ENVIRONMENT_IN_USE', { data: { sessions: sessions.length } });
    for (const { id } of sessions) await app.sessions.remove(id, true);
    await app.environments.remove(input.id);
    return {};
  }),
  retry: procedures.environments.retry.handler(async ({ context: { app, caller }, input }) =>
    asSeenBy(app, caller, await app.environments.retry(input.id)),
  ),
  cancel: procedures.environments.cancel.handler(async ({ context: { app, caller }, input }) =>
    asSeenBy(app, caller, await app.environments.cancel(input.id)),
  ),
  branches: procedures.environments.branches.handler(({ context: { app }, input }) =>
    app.environments.branches(input.id),
  ),
  fetch: procedures.environments.fetch.handler(async ({ context: { app }, input }) => {
    const branches = await app.environments.fetch(input.id);
    app.upstream.hint(input.id);
    return branches;
  }),
  createWebhook: procedures.environments.createWebhook.handler(({ context: { app }, input }) =>
    app.webhooks.create(input.id),
  ),
  removeWebhook: procedures.environments.removeWebhook.handler(async ({ context: { app }, input }) => {
    await app.webhooks.remove(input.id);
    return {};
  }),
};

/** With the caller's own role in it; whose role has just been taken away gets what they had asked for as a reader. */
async function asSeenBy(app: App, caller: Caller, environment: EnvironmentRecord): Promise<Environment> {
  return { ...environment, role: (await app.access.roleIn(caller, environment.id)) ?? 'read' };
}
