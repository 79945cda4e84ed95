import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { hasContractCode, isContractError } from '@craftastic/contract/contract-error';
import { ERRORS } from '@craftastic/contract/errors';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import express from 'express';
import helmet from 'helmet';
import sirv from 'sirv';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { beginSignIn, finishSignIn } from '../github/serve-sign-in.ts';
import { serveGit } from '../gitx/gitx.ts';
import { sendToPreview } from '../previews/entrance.ts';
import { previewOrigin } from '../previews/host.ts';
import { hostOf, servePreview, upgradePreview } from '../previews/serve.ts';
import { router } from '../router.ts';
import { fail, forwardRaw, forwardUpgrade, refuseUpgrade } from '../session-scope/raw.ts';
import { ROOT } from '../settings.ts';
import { serveNsFile } from '../things/serve-ns-file.ts';
import { serveGithubWebhook } from '../webhooks/serve-github.ts';
import { serveApiDocument } from './api-document.ts';
import { databaseError } from './database-error.ts';
import { createEventSocket } from './event-socket.ts';
import { readJsonBody } from './json-body.ts';
import { refusalOf } from './origin.ts';
import { RAW_ROUTES } from './raw-routes.ts';
import { shownErrors } from './shown-error.ts';

const WEB = join(ROOT, 'apps/web/dist');

/** What goes to a session's supervisor as it comes. */
const TO_SUPERVISOR = [
  { method: 'get', ...RAW_ROUTES.download },
  { method: 'put', ...RAW_ROUTES.upload },
] as const;

/** The HTTP server: who may ask is settled here, once, before anything is routed. */
export function createHttpServer(app: App): Server {
  const web = express();
  web.disable('x-powered-by');
  web.set('etag', false);

  web.use((request, response, next) => {
    const refusal = refusalOf(request, app.settings);
    if (refusal === null) next();
    else fail(response, 403, 'FORBIDDEN', refusal);
  });

  // Before helmet: git knows no such headers, and its packs are not to wait for anything.
  web.use('/git', (request, response, next) => {
    request.url = request.originalUrl;
    serveGit(app, request, response).catch(next);
  });

  web.use(
    helmet({
      contentSecurityPolicy: { directives: contentSecurityPolicy(app) },
      strictTransportSecurity: app.settings.publicUrl.startsWith('https:'),
    }),
  );

  web.get(RAW_ROUTES.login.path, (request, response, next) => {
    logInByLink(app, request, response).catch(next);
  });

  web.get(RAW_ROUTES.previewEntrance.path, (request, response, next) => {
    sendToPreview(app, request, response).catch(next);
  });
  web.get(RAW_ROUTES.githubLogin.path, (request, response, next) => {
    beginSignIn(app, request, response).catch(next);
  });
  web.get(RAW_ROUTES.githubCallback.path, (request, response, next) => {
    finishSignIn(app, request, response).catch(next);
  });
  web.get(RAW_ROUTES.document.path, (_request, response, next) => {
    serveApiDocument(response, 'json').catch(next);
  });
  web.get(RAW_ROUTES.documentPage.path, (_request, response, next) => {
    serveApiDocument(response, 'page').catch(next);
  });
  for (const { method, path, access, cost } of TO_SUPERVISOR) {
    web[method](path, (request, response, next) => {
      withCaller(app, request, response, (caller) =>
        forwardRaw(app, request, response, caller, {
          path: request.originalUrl.replace(/^\/api/, ''),
          role: access.role,
          cost,
        }),
      ).catch(next);
    });
  }
  web.get(RAW_ROUTES.nsFile.path.replace('{ns}', ':ns'), (request, response, next) => {
    withCaller(app, request, response, (caller) => serveNsFile(app, request, response, caller)).catch(next);
  });
  web.post(RAW_ROUTES.githubWebhook.path, (request, response, next) => {
    serveGithubWebhook(app, request, response).catch(next);
  });
  web.use('/api', apiHandler(app));

  if (existsSync(WEB)) {
    // Vite names what it builds after its content, so a browser need never ask again; the build left .br and .gz beside it.
    web.use('/assets', sirv(join(WEB, 'assets'), { immutable: true, maxAge: 31_536_000, brotli: true, gzip: true }));
    web.use('/assets', (_request, response) => fail(response, 404, 'NOT_FOUND', 'There is no such file.'));
    web.use(
      express.static(WEB, {
        index: false,
        cacheControl: false,
        setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
      }),
    );
    web.get('/{*path}', (_request, response) => {
      response.setHeader('cache-control', 'no-cache');
      response.sendFile(join(WEB, 'index.html'));
    });
  }
  web.use(masked(app));

  // Before all else: nothing of what follows is there for a preview host.
  const server = createServer({ highWaterMark: 512 * 1024 }, (request, response) => {
    const host = hostOf(app, request);
    if (host === null) return web(request, response);
    servePreview(app, host, request, response).catch((error) => {
      app.log.error({ err: error, host: request.headers.host }, 'a request to a preview failed');
      if (response.headersSent) response.destroy();
      else fail(response, 500, 'INTERNAL_SERVER_ERROR', 'Something failed inside the server; its log says what.');
    });
  });
  // A push or an upload may take long; idle and header time-outs keep slow attackers out.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  const events = createEventSocket(app);
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(app, events, request, socket, head).catch((error) => {
      app.log.error({ err: error }, 'an upgrade failed');
      socket.destroy();
    });
  });
  return server;
}

function apiHandler(app: App): express.RequestHandler {
  const plugins = [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })];
  const handler = new OpenAPIHandler(router, { plugins, clientInterceptors: [shownErrors(app)] });
  return (request, response, next) => {
    request.url = request.originalUrl;
    const setCookie = (value: string) => response.setHeader('set-cookie', value);
    const retryAfter = (seconds: number) => response.setHeader('retry-after', seconds);
    app.login
      .callerOf(request, setCookie)
      .then(async (caller) => {
        await readJsonBody(request, response, caller ? 'known' : 'nobody');
        return handler.handle(request, response, {
          prefix: '/api',
          context: { app, request, caller, setCookie, retryAfter },
        });
      })
      .then(({ matched }) => {
        if (!matched) fail(response, 404, 'NOT_FOUND', 'The API has no such path; /api/openapi.json lists them.');
      })
      .catch(next);
  };
}

async function withCaller(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  use: (caller: Caller) => Promise<void>,
): Promise<void> {
  const caller = await app.login.callerOf(request);
  if (caller) return use(caller);
  fail(response, 401, 'UNAUTHENTICATED', ERRORS.UNAUTHENTICATED.message);
}

/** The printed address: a link with the token in it, for a cookie and a redirect that leaves the token out of sight. */
async function logInByLink(app: App, request: express.Request, response: express.Response): Promise<void> {
  const { token } = request.query;
  if (typeof token !== 'string' || token === '') {
    // The page's own login form.
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(join(WEB, 'index.html'));
    return;
  }
  const user = await app.login.enter(token, request).catch((error) => {
    if (isContractError(error, 'RATE_LIMITED')) return null;
    throw error;
  });
  app.audit.recordLogin(user, request, null, user ? 'ok' : 'UNAUTHENTICATED');
  if (!user) return response.redirect(303, '/login?refused=1');
  await app.login.open(user, request, (value) => response.setHeader('set-cookie', value));
  response.redirect(303, '/');
}

async function upgrade(
  app: App,
  events: ReturnType<typeof createEventSocket>,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const host = hostOf(app, request);
  if (host !== null) return upgradePreview(app, host, request, socket, head);
  // A browser always sends an Origin with a WebSocket; refusalOf lets its absence pass for tools.
  if (refusalOf(request, app.settings) !== null) return refuseUpgrade(socket, '403 Forbidden');
  const url = request.url ?? '';
  const isTerminal = /^\/api\/terminals\/[a-z0-9]+\/socket\?/.test(url);
  if (!isTerminal && url !== RAW_ROUTES.eventSocket.path) return refuseUpgrade(socket, '404 Not Found');
  const caller = await app.login.callerOf(request);
  if (!caller) return refuseUpgrade(socket, '401 Unauthorized');
  if (isTerminal) await forwardUpgrade(app, request, socket, head, caller, url.replace(/^\/api/, ''));
  else events(request, socket, head, caller);
}

function contentSecurityPolicy(app: App) {
  return {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    // Monaco and xterm style their lines by attributes and by sheets that they make.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    workerSrc: ["'self'", 'blob:'],
    // Previews are the only pages that may stand in ours.
    frameSrc:
      app.settings.previewDomain === null
        ? ["'none'"]
        : [previewOrigin('*', { ...app.settings, previewDomain: app.settings.previewDomain })],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    upgradeInsecureRequests: app.settings.publicUrl.startsWith('https:') ? [] : null,
  };
}

function masked(app: App): express.ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = hasContractCode(thrown) ? thrown : (databaseError(thrown, app.database.url) ?? thrown);
    if (hasContractCode(error)) return fail(response, error.status, error.code, error.message, error.data);
    const status = typeof error?.status === 'number' && error.status < 500 ? error.status : 500;
    if (status === 500) app.log.error({ err: error, path: request.path }, 'a request failed');
    fail(
      response,
      status,
      status === 404 ? 'NOT_FOUND' : 'INTERNAL_SERVER_ERROR',
      status === 404 ? 'There is no such file.' : 'Something failed inside the server; its log says what.',
    );
  };
}
