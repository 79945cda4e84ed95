import type { User as Shown } from '@craftastic/contract/auth';
import { contractError } from '@craftastic/contract/contract-error';
import type { User } from '@craftastic/db/generated/client';
import { open, procedures } from '../rpc.ts';
import { VERSION } from '../settings.ts';

export const authRoutes = {
  health: open.auth.health.handler(async ({ context: { app } }) => {
    const status = await app.database.client.$queryRaw`SELECT 1`.then(
      () => 'ok' as const,
      () => 'degraded' as const,
    );
    const { name, reason } = app.runtime;
    return { status, version: VERSION, runtime: name, runtimeReason: reason, database: app.database.kind };
  }),

  login: open.auth.login.handler(async ({ context: { app, setCookie }, input }) => {
    if (!app.login.tokenMatches(input.token)) {
      throw contractError('UNAUTHENTICATED', {
        message: 'This is not the token of this server. It prints the right one when it starts.',
      });
    }
    const user = await app.login.owner();
    setCookie(app.login.cookie(await app.login.open(user.id), app.settings.publicUrl.startsWith('https:')));
    return present(user);
  }),

  logout: open.auth.logout.handler(async ({ context: { app, caller, setCookie } }) => {
    await app.login.close(caller);
    if (caller) app.access.changed({ userId: caller.user.id });
    setCookie(app.login.cookie('', app.settings.publicUrl.startsWith('https:')));
    return {};
  }),

  me: procedures.auth.me.handler(({ context: { user } }) => present(user)),

  updateMe: procedures.auth.updateMe.handler(async ({ context: { app, user }, input }) => {
    const row = await app.database.client.user.update({ where: { id: user.id }, data: input });
    await app.sessions.setAuthor(row);
    return present(row);
  }),
};

function present({ id, login, name, email, admin }: User): Shown {
  return { id, login, name, email, admin };
}
