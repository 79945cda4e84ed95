import { procedures } from '../rpc.ts';

export const peopleRoutes = {
  list: procedures.people.list.handler(({ context: { app } }) => app.people.list()),
  invite: procedures.people.invite.handler(({ context: { app }, input }) => app.people.invite(input.login)),
  update: procedures.people.update.handler(async ({ context: { app }, input }) => {
    const account = await app.people.setAdmin(input.id, input.admin);
    app.access.changed({ userId: input.id });
    return account;
  }),
  remove: procedures.people.remove.handler(async ({ context: { app }, input }) => {
    await app.people.remove(input.id);
    app.access.changed({ userId: input.id });
    return {};
  }),
};
