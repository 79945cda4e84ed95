import { procedures } from '../rpc.ts';

export const peopleRoutes = {
  list: procedures.people.list.handler(({ context: { app } }) => app.people.list()),
  invite: procedures.people.invite.handler(({ context: { app }, input }) => app.people.invite(input.login)),
  update: procedures.people.update.handler(({ context: { app }, input }) => app.people.setAdmin(input.id, input.admin)),
  remove: procedures.people.remove.handler(async ({ context: { app, user }, input }) => {
    await app.people.remove(input.id, input.takeOver ? user.id : null);
    return {};
  }),
};
