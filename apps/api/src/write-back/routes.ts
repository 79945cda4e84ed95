import { procedures } from '../rpc.ts';

export const writeBackRoutes = {
  source: procedures.things.source.handler(({ context: { app, user }, input }) => app.writeBack.source(user, input)),
  save: procedures.things.save.handler(({ context: { app, user }, input }) => app.writeBack.save(user, input)),
  preview: procedures.things.preview.handler(({ context: { app }, input }) => app.writeBack.preview(input)),
  create: procedures.things.create.handler(({ context: { app, user }, input }) => app.writeBack.create(user, input)),
  move: procedures.things.move.handler(({ context: { app, user }, input }) => app.writeBack.move(user, input)),
  remove: procedures.things.remove.handler(({ context: { app, user }, input }) => app.writeBack.remove(user, input)),
  conflicts: procedures.things.conflicts.handler(({ context: { app, user }, input }) =>
    app.writeBack.conflicts(user, input),
  ),
  conflict: procedures.things.conflict.handler(({ context: { app, user }, input }) =>
    app.writeBack.conflict(user, input),
  ),
  dropConflict: procedures.things.dropConflict.handler(async ({ context: { app, user }, input }) => {
    await app.writeBack.dropConflict(user, input);
    return {};
  }),
};
