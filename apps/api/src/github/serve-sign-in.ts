import { hasContractCode } from '@craftastic/contract/contract-error';
import type { User } from '@craftastic/db/generated/client';
import type express from 'express';
import type { App } from '../app.ts';
import { FLOW_MINUTES } from './sign-in.ts';

/** A path of our own pages, and nothing that a browser takes for another host. */
const OWN_PATH = /^\/(?![/\\])[^\\\s]*$/;

/** `GET /api/auth/github?from=/path`: to GitHub, to log in; for whoever is logged in, to connect their account. */
export async function beginSignIn(app: App, request: express.Request, response: express.Response): Promise<void> {
  if (!app.githubSignIn) return response.redirect(303, '/login?problem=GITHUB_NOT_OFFERED');
  const { from } = request.query;
  const path = typeof from === 'string' && OWN_PATH.test(from) ? from : '/';
  const caller = await app.login.callerOf(request);
  const { url, cookie } = await app.githubSignIn.begin(path, caller?.user.id ?? null);
  response.setHeader('set-cookie', app.login.flowCookie(cookie, FLOW_MINUTES * 60));
  response.redirect(303, url);
}

/** `GET /api/auth/github/callback`: where GitHub sends the browser back to. What went wrong is for the page that it ends on. */
export async function finishSignIn(app: App, request: express.Request, response: express.Response): Promise<void> {
  const cookies = [app.login.flowCookie('', 0)];
  const caller = await app.login.callerOf(request);
  const record = (result: string, user: User | null) => {
    const who = caller ?? (user && { user, by: { kind: 'login' as const, id: '' } });
    const action = caller === null ? 'auth.login' : 'github.connect';
    app.audit.record(who, request, { action, result, durationMs: 0, subject: 'GitHub' });
  };
  const back = (path: string) => {
    response.setHeader('set-cookie', cookies);
    response.redirect(303, path);
  };
  try {
    if (!app.githubSignIn) return back('/login?problem=GITHUB_NOT_OFFERED');
    const callback = new URL(request.originalUrl, app.settings.publicUrl);
    const { user, from } = await app.githubSignIn.finish(callback, app.login.flowOf(request), caller?.user.id ?? null);
    if (caller === null) await app.login.open(user, request, (value) => cookies.push(value));
    record('ok', user);
    await app.sessions.setAuthor(user);
    back(from);
  } catch (error) {
    if (!hasContractCode(error)) throw error;
    app.log.info({ code: error.code, cause: error.cause }, 'a login with GitHub failed');
    record(error.code, null);
    back(`${caller === null ? '/login' : '/'}?problem=${error.code}`);
  }
}
