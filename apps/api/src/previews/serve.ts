import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { App } from '../app.ts';
import { serveContent } from '../content/serve-content.ts';
import { refuseUpgrade } from '../session-scope/raw.ts';
import { ROOT } from '../settings.ts';
import { enter, entered, sendAway, sessionOf } from './entrance.ts';
import { frameAncestorsOf } from './frame-ancestors.ts';
import { type PreviewHost, previewHost, previewOrigin, type UnknownHost } from './host.ts';
import { pageFor } from './own-pages.ts';
import { OWN } from './own-paths.ts';
import { sendPage } from './pages.ts';
import { sendText, wantsPage } from './plain-answer.ts';
import { inside, type PreviewPlace } from './preview-place.ts';
import { type Exchange, proxyRequest, proxyUpgrade } from './proxy.ts';
import { mayAsk } from './request-rule.ts';
import type { Visit } from './visits.ts';
import { serveWait } from './wait.ts';

/** Built from apps/web/src/preview-page. */
const SCRIPTS = join(ROOT, 'apps/api/dist/preview-page');

type Host = PreviewHost | UnknownHost;

/** The preview host that a request is for; null where it is for the app itself. */
export function hostOf(app: App, request: IncomingMessage): Host | null {
  const { publicUrl, previewDomain } = app.settings;
  const { host } = request.headers;
  return host?.toLowerCase() === new URL(publicUrl).host ? null : previewHost(host, previewDomain);
}

/** Everything that is asked of a preview host: nothing of the API is there, nor its cookie, nor its sockets. */
export async function servePreview(
  app: App,
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (host.kind === 'unknown') {
    const text = ['The address of a preview is a port and a session, as the preview pane gives it.'];
    return sendPage(response, { status: 404, title: 'There is no such preview', text }, frameAncestorsOf(app));
  }
  const url = new URL(request.url ?? '/', 'http://preview');
  if (url.pathname === `${OWN}bridge.js`) return sendScript(app, 'bridge', response);
  if (url.pathname === `${OWN}page.js`) return sendScript(app, 'page', response);
  if (url.pathname === `${OWN}picture.js`) return sendScript(app, 'picture', response);
  if (url.pathname === `${OWN}enter`) return enter(app, host, 'ticket', request, response);
  if (url.pathname === `${OWN}share`) return enter(app, host, 'share', request, response);
  const place = placeOf(app, host);
  if (!isAllowed(request, place, false))
    return sendText(response, 403, 'A page of another site may not use this preview.\n');
  const visit = await app.visits.of(request, sessionOf(host));
  if (url.pathname === `${OWN}entered`) return entered(app, visit, request, response);
  if (!visit) return sendAway(app, host, request, response);
  if (host.kind === 'content') {
    const { admission, during } = visit;
    const looking = { label: host.label, origin: place.origin, caller: admission.caller, during };
    const guest = admission.shareId !== null;
    return serveContent(app, { ...looking, guest, frameAncestors: frameAncestorsOf(app) }, request, response);
  }
  if (url.pathname === `${OWN}wait`) return serveWait(app, host, visit, request, response);
  if (url.pathname.startsWith(OWN)) return sendText(response, 404, 'There is no such page.\n');
  app.previewActivity.request(host.sessionId);
  try {
    await proxyRequest(exchangeOf(app, place, visit), request, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const page = await pageFor(app, host, error);
    if (wantsPage(request)) sendPage(response, page, frameAncestorsOf(app));
    else sendText(response, page.status, `${page.title}\n`);
  }
}

/** An upgrade on a preview host: a WebSocket of the program there, for whoever was let in, from a page of that session. */
export async function upgradePreview(
  app: App,
  host: Host,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  if (host.kind !== 'app' || (request.url ?? '').startsWith(OWN)) return refuseUpgrade(socket, '404 Not Found');
  const place = placeOf(app, host);
  if (!isAllowed(request, place, true)) return refuseUpgrade(socket, '403 Forbidden');
  const visit = await app.visits.of(request, host);
  if (!visit) return refuseUpgrade(socket, '401 Unauthorized');
  app.previewActivity.request(host.sessionId);
  proxyUpgrade(exchangeOf(app, place, visit), request, socket, head);
}

function isAllowed(request: IncomingMessage, place: PreviewPlace, upgrade: boolean): boolean {
  const { origin, referer, ...headers } = request.headers;
  const asked = {
    method: request.method ?? 'GET',
    upgrade,
    origin,
    referer,
    fetchSite: one(headers['sec-fetch-site']),
    fetchMode: one(headers['sec-fetch-mode']),
  };
  return mayAsk(asked, (from) => from === place.origin || inside(from, place) !== null);
}

async function sendScript(app: App, name: string, response: ServerResponse): Promise<void> {
  const script = await readFile(join(SCRIPTS, `${name}.js`), 'utf8').catch(() => null);
  if (script === null) return sendText(response, 404, 'The server was started without its build.\n');
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(200, headers).end(script.replaceAll('__ORIGINS__', () => JSON.stringify(frameAncestorsOf(app))));
}

function exchangeOf(app: App, place: PreviewPlace, visit: Visit): Exchange {
  return { app, place, visit, frameAncestors: frameAncestorsOf(app) };
}

function placeOf(app: App, host: PreviewHost): PreviewPlace {
  const { publicUrl, previewDomain } = app.settings;
  if (previewDomain === null) throw new Error('A preview host needs a preview domain.');
  const { port, sessionId } = host.kind === 'app' ? host : { port: 0, sessionId: '' };
  return { port, sessionId, publicUrl, previewDomain, origin: previewOrigin(host.label, { publicUrl, previewDomain }) };
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
