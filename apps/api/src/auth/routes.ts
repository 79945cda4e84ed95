import { contractError } from '@craftastic/contract/contract-error';
import { open, procedures } from '../rpc.ts';
import { VERSION } from '../settings.ts';
import { presentUser } from './present.ts';

export const authRoutes = {
  health: open.auth.health.handler(async ({ context: { app } }) => {
    const status = await app.database.client.$queryRaw`SELECT 1`.then(
      () => 'ok' as const,
      () => 'degraded' as const,
    );
    const { name, reason, network } = app.runtime;
    return {
      status,
      version: VERSION,
      runtime: name,
      runtimeReason: reason,
      network: network ?? { guarded: false, reason: 'The server is starting.' },
      database: app.database.kind,
    };
  }),

  login: open.auth.login.handler(async ({ context: { app, request, setCookie }, input }) => {
    const user = await app.login.enter(input.token.trim(), request);
    if (!user) {
      throw contractError('UNAUTHENTICATED', {
        message: 'This is neither the token of this server nor an invitation that is still good.',
      });
    }
    await app.login.open(user, request, setCookie);
    return presentUser(user);
  }),

  logout: open.auth.logout.handler(async ({ context: { app, caller, setCookie } }) => {
    await app.login.close(caller, setCookie);
    return {};
  }),

  me: procedures.auth.me.handler(({ context: { user } }) => presentUser(user)),

  updateMe: procedures.auth.updateMe.handler(async ({ context: { app, user }, input }) => {
    const row = await app.database.client.user.update({ where: { id: user.id }, data: input });
    await app.sessions.setAuthor(row);
    return presentUser(row);
  }),

  logins: procedures.auth.logins.handler(({ context: { app, caller, user } }) =>
    app.login.browsers.list(user.id, caller.by.kind === 'login' ? caller.by.id : null),
  ),

  endLogin: procedures.auth.endLogin.handler(async ({ context: { app, user }, input }) => {
    await app.login.browsers.end(user.id, input.id);
    return {};
  }),

  logoutEverywhere: procedures.auth.logoutEverywhere.handler(async ({ context: { app, user } }) => {
    const ended = await app.login.browsers.end(user.id);
    return { ended };
  }),
};

export const accessTokenRoutes = {
  list: procedures.accessTokens.list.handler(({ context: { app, user } }) => app.login.tokens.list(user.id)),
  create: procedures.accessTokens.create.handler(async ({ context: { app, caller, user }, input }) => {
    // It could reach nothing; and whether there is such an environment is not for everybody to know.
    if (input.environmentId !== null) await app.access.require(caller, { environment: input.environmentId }, 'read');
    return app.login.tokens.create(user.id, input);
  }),
  remove: procedures.accessTokens.remove.handler(async ({ context: { app, user }, input }) => {
    await app.login.tokens.remove(user.id, input.id);
    return {};
  }),
};
