import { procedures } from '../rpc.ts';

export const memberRoutes = {
  list: procedures.members.list.handler(({ context: { app }, input }) => app.members.list(input.id)),
  set: procedures.members.set.handler(({ context: { app }, input }) =>
    app.members.set(input.id, input.login, input.role),
  ),
  remove: procedures.members.remove.handler(async ({ context: { app }, input }) => {
    await app.members.remove(input.id, input.login);
    return {};
  }),
  leave: procedures.members.leave.handler(async ({ context: { app, user }, input }) => {
    await app.members.leave(input.id, user.id);
    return {};
  }),
  offer: procedures.members.offer.handler(async ({ context: { app }, input }) => {
    await app.members.offer(input.id, input.login);
    return {};
  }),
  answerOffer: procedures.members.answerOffer.handler(async ({ context: { app, user }, input }) => {
    await app.members.answerOffer(input.id, user.id, input.accept);
    return {};
  }),
};
