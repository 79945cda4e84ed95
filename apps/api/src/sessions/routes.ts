import { procedures } from '../rpc.ts';
import { sessionStream } from './stream.ts';

export const sessionRoutes = {
  list: procedures.sessions.list.handler(async ({ context: { app, caller }, input }) =>
    app.sessions.list(await app.access.readable(caller, input.environmentId)),
  ),
  create: procedures.sessions.create.handler(({ context: { app, user }, input }) => app.sessions.create(user, input)),
  get: procedures.sessions.get.handler(async ({ context: { app }, input }) =>
    app.sessions.present(await app.sessions.row(input.id)),
  ),
  update: procedures.sessions.update.handler(({ context: { app }, input }) =>
    app.sessions.rename(input.id, input.name),
  ),
  remove: procedures.sessions.remove.handler(async ({ context: { app }, input }) => {
    await app.sessions.remove(input.id, input.force);
    return {};
  }),
  start: procedures.sessions.start.handler(({ context: { app }, input }) => app.sessions.start(input.id)),
  stop: procedures.sessions.stop.handler(({ context: { app }, input }) => app.sessions.stop(input.id)),
  startLog: procedures.sessions.startLog.handler(async ({ context: { app }, input }) => {
    await app.sessions.row(input.id);
    return { text: app.sessions.startLog(input.id) };
  }),
  events: procedures.sessions.events.handler(async ({ context: { app }, input, signal }) => {
    const session = app.sessions.present(await app.sessions.row(input.id));
    return sessionStream(app.sessions.hub, input.id, { type: 'session', session }, signal);
  }),
};
