import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasContractCode } from '@craftastic/contract/contract-error';
import { ERRORS } from '@craftastic/contract/errors';
import { REF_RULES_HEADER, RefRules } from '@craftastic/contract/ref-rules';
import { lackForGit } from '../access/roles.ts';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { RAW_ROUTES } from '../http/raw-routes.ts';
import { pass } from '../session-scope/raw.ts';
import { converse } from './converse.ts';
import { refuse } from './refuse.ts';

const SERVICES = /^\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** `/git/{slug}.git/…`: the repositories of this server, over git's smart HTTP. Basic auth, the password is the token. */
export async function serveGit(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await serve(app, request, response);
  } catch (error) {
    if (!hasContractCode(error) || response.headersSent) throw error;
    const seconds = ERRORS.RATE_LIMITED.data.safeParse(error.data).data?.seconds;
    if (error.code === 'RATE_LIMITED' && seconds !== undefined) response.setHeader('retry-after', seconds);
    refuse(response, error.status, error.message);
  }
}

async function serve(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://api');
  const parts = /^\/git\/([a-z0-9-]+)(?:\.git)?(\/.*)$/.exec(url.pathname);
  const slug = parts?.[1] ?? null;
  const caller = await callerOf(app, request);
  if (!caller) {
    if (request.headers.authorization !== undefined) {
      app.audit.record(null, request, {
        action: 'gitx.login',
        result: 'UNAUTHENTICATED',
        durationMs: 0,
        subject: slug,
      });
    }
    // Git asks its user, or its helper, and comes again.
    response.setHeader('www-authenticate', 'Basic realm="Craftastic", charset="UTF-8"');
    return refuse(
      response,
      401,
      'The password is an access token of this server. This one is wrong, has ended or was taken back; Settings, Access tokens gives another.',
    );
  }
  const environment = parts && (await app.database.client.environment.findUnique({ where: { slug: parts[1] ?? '' } }));
  const role = environment && (await app.access.roleIn(caller, environment.id));
  if (!environment || role === null) {
    return refuse(
      response,
      404,
      'There is no such repository on this server, or it was not shared with you. The settings of an environment have its address.',
    );
  }
  if (environment.repositoryUrl !== null) {
    return refuse(
      response,
      404,
      `This repository is not kept here. Fetch from and push to ${environment.repositoryUrl}.`,
    );
  }
  // A push asks for the refs by its own service first, so it is refused before it has sent anything.
  const pushes = parts[2] === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const refusal = lackForGit(caller, role, pushes);
  if (pushes && (refusal !== null || parts[2] === '/git-receive-pack')) {
    const begun = performance.now();
    response.once('close', () => {
      // What each ref became is among the events; here it is who pushed.
      const result = refusal !== null ? 'FORBIDDEN' : response.writableFinished ? 'ok' : 'CANCELLED';
      const durationMs = performance.now() - begun;
      app.audit.record(caller, request, {
        action: 'gitx.push',
        result,
        durationMs,
        environmentId: environment.id,
        subject: slug,
      });
    });
  }
  if (refusal !== null) return refuse(response, 403, refusal);
  const leave = await app.limits.enter(caller.user.id, RAW_ROUTES[pushes ? 'gitPush' : 'gitFetch'].cost);
  await serveHosted(app, environment.id, `${parts[2]}${url.search}`, request, response).finally(leave);
}

/** Serve one request to a hosted repository; the caller has been checked. `service` is `/info/refs?service=…` and so on. */
export async function serveHosted(
  app: App,
  environmentId: string,
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ''] = service.split('?');
  if (!SERVICES.test(path)) {
    return refuse(response, 404, 'Git asks for nothing of this name.');
  }
  const environment = await app.environments.row(environmentId);
  const { authorization: _, cookie: __, ...headers } = request.headers;
  // Last in the headers: whoever pushes can't bring rules of his own.
  const rules = encodeURIComponent(JSON.stringify(RefRules.parse(environment.refRules)));
  await app.sandboxes.withRepository(app.environments.ofSandbox(environment), () => {
    const socket = app.sandboxes.socketOf(environmentId);
    const given = { [REF_RULES_HEADER]: rules };
    if (path === '/info/refs') {
      const head = { path: `/wire${service}`, method: request.method ?? 'GET', headers: { ...headers, ...given } };
      return pass(socket, head, request, response);
    }
    const protocol = request.headers['git-protocol'];
    const asked = typeof protocol === 'string' ? { 'git-protocol': protocol, ...given } : given;
    return converse(socket, { path: `/wire${path}`, headers: asked }, request, response);
  });
  if (path !== '/git-receive-pack') return;
  app.upstream.hint(environmentId);
  // The pusher has the answer already. One that fails is made up for by the next push or Fetch.
  app.environments
    .followUpstream(environmentId)
    .catch((error) => app.log.info({ err: error }, 'a push was not fetched'));
}

async function callerOf(app: App, request: IncomingMessage): Promise<Caller | null> {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return app.login.callerOf(request);
  const pair = Buffer.from(basic, 'base64').toString('utf8');
  return app.login.callerByToken(pair.slice(pair.indexOf(':') + 1), request);
}
