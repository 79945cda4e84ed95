import { procedures } from '../rpc.ts';

export const tokenRoutes = {
  list: procedures.tokens.list.handler(({ context: { app, user } }) => app.tokens.list(user.id)),
  create: procedures.tokens.create.handler(({ context: { app, user }, input }) => app.tokens.create(user.id, input)),
  remove: procedures.tokens.remove.handler(async ({ context: { app, user }, input }) => {
    await app.tokens.remove(user.id, input.id);
    return {};
  }),
};
