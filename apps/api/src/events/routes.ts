import { procedures } from '../rpc.ts';

export const eventRoutes = {
  list: procedures.events.list.handler(({ context: { app }, input }) => app.events.list(input)),
  stream: procedures.events.stream.handler(async function* ({ context: { app }, input, signal }) {
    yield* app.events.stream(input, signal);
  }),
};
