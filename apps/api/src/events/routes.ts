import { procedures } from '../rpc.ts';

export const eventRoutes = {
  list: procedures.events.list.handler(({ context: { app, caller }, input: { environmentId, ...filter } }) =>
    app.events.list({ ...filter, readable: () => app.access.readable(caller, environmentId) }),
  ),
  stream: procedures.events.stream.handler(async function* ({ context: { app, caller }, input, signal }) {
    const readable = () => app.access.readable(caller, input.environmentId);
    yield* app.events.stream({ after: input.after, readable }, signal);
  }),
};
