import { contractError } from '@craftastic/contract/contract-error';
import type { App } from '../app.ts';
import { presentUser } from '../auth/present.ts';
import { open, procedures } from '../rpc.ts';
import type { GithubSignIn } from './sign-in.ts';

export const githubRoutes = {
  signIn: open.github.signIn.handler(({ context: { app } }) => ({
    offered: app.githubSignIn !== null,
    host: app.github.host,
  })),

  startDevice: open.github.startDevice.handler(async ({ context: { app, caller, request } }) => {
    await app.login.devices.failed(app.login.addressOf(request));
    return signInOf(app).beginDevice(caller?.user.id ?? null);
  }),

  askDevice: open.github.askDevice.handler(async ({ context: { app, caller, request, setCookie }, input }) => {
    const answer = await signInOf(app).askDevice(input.handle, caller?.user.id ?? null);
    if (typeof answer === 'string') return { status: 'waiting' as const, slower: answer === 'slower' };
    if (caller === null) {
      await app.login.open(answer, request, setCookie);
      app.audit.recordLogin(answer, request, 'GitHub');
    }
    await app.sessions.setAuthor(answer);
    return { status: 'done' as const, user: presentUser(answer) };
  }),

  connection: procedures.github.connection.handler(({ context: { app, user } }) => app.github.connection(user.id)),

  disconnect: procedures.github.disconnect.handler(async ({ context: { app, user } }) => {
    await app.tokens.removeOf(user.id, app.github.origin);
    return {};
  }),

  repositories: procedures.github.repositories.handler(({ context: { app, user }, input }) =>
    app.github.repositories(user.id, input.query),
  ),

  branch: procedures.github.branch.handler(({ context: { app, user }, input }) =>
    app.github.branch(user.id, input.sessionId),
  ),

  openPullRequest: procedures.github.openPullRequest.handler(({ context: { app, user }, input }) =>
    app.github.openPullRequest(user.id, input),
  ),
};

function signInOf(app: App): GithubSignIn {
  if (!app.githubSignIn) throw contractError('GITHUB_NOT_OFFERED');
  return app.githubSignIn;
}
