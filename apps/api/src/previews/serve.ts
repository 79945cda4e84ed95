import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { PreviewPath } from '@craftastic/contract/previews';
import type { App } from '../app.ts';
import { serveContent } from '../content/serve-content.ts';
import { refuseUpgrade } from '../session-scope/raw.ts';
import { ROOT } from '../settings.ts';
import { type PreviewHost, previewHost, previewOrigin, type UnknownHost } from './host.ts';
import { pageFor } from './own-pages.ts';
import { sendPage } from './pages.ts';
import { setPreviewCookie } from './preview-cookie.ts';
import { inside, type PreviewPlace } from './preview-place.ts';
import { type Exchange, proxyRequest, proxyUpgrade } from './proxy.ts';
import { mayAsk } from './request-rule.ts';
import type { Visit } from './visits.ts';
import { serveWait } from './wait.ts';

/** Built from apps/web/src/preview-page. */
const SCRIPTS = join(ROOT, 'apps/api/dist/preview-page');
/** Ours on every preview host. */
const OWN = '/__craftastic/';

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
  if (url.pathname === `${OWN}enter`) return enter(app, host, url, request, response);
  if (url.pathname === `${OWN}share`) return enterByShare(app, host, url, request, response);
  const place = placeOf(app, host);
  if (!isAllowed(request, place, false))
    return sendText(response, 403, 'A page of another site may not use this preview.\n');
  const visit = await app.visits.of(request, sessionOf(host));
  if (url.pathname === `${OWN}entered`) return entered(app, visit, url, response);
  if (!visit) return sendAway(app, host, request, response);
  if (host.kind === 'content') {
    const { admission, during } = visit;
    const looking = { label: host.label, origin: place.origin, caller: admission.caller, during };
    return serveContent(app, { ...looking, frameAncestors: frameAncestorsOf(app) }, request, response);
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

/** `GET /preview/enter?label=&to=` of our own host: on to the preview, with a ticket, for who is logged in and may. */
export async function sendToPreview(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { searchParams, pathname, search } = new URL(request.url ?? '/', 'http://api');
  const host = previewHost(`${searchParams.get('label')}.${app.settings.previewDomain}`, app.settings.previewDomain);
  const dest = request.headers['sec-fetch-dest'];
  if (!host || host.kind === 'unknown' || (dest !== undefined && dest !== 'document')) return redirect(response, '/');
  const caller = await app.login.callerOf(request);
  if (caller?.by.kind !== 'login') {
    return redirect(response, `/login?${new URLSearchParams({ from: pathname + search })}`);
  }
  const to = pathOf(searchParams.get('to'));
  const entry = sessionOf(host);
  try {
    if (entry.sessionId !== null) await app.access.require(caller, { session: entry.sessionId }, 'read');
    redirect(response, await app.previews.entrance(caller, entry, to));
  } catch {
    redirect(response, '/');
  }
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

/** A ticket for a cookie. The address that has the ticket in it is left at once, by way of a look whether the cookie is kept. */
async function enter(
  app: App,
  host: PreviewHost,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') return sendText(response, 405, 'GET alone.\n');
  const entered = await app.grants.enter(url.searchParams.get('ticket') ?? '', host.label);
  // Used already, as by the back button, or too old: who has a cookie goes on, others by the way in.
  await letIn(app, host, url, request, response, entered);
}

async function enterByShare(
  app: App,
  host: PreviewHost,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') return sendText(response, 405, 'GET alone.\n');
  const entered = host.kind === 'app' ? await app.grants.enterByShare(url.searchParams.get('token') ?? '', host) : null;
  if (entered) return letIn(app, host, url, request, response, entered);
  const text = ['It has expired, or was taken back. Ask whoever gave it to you for a new one.'];
  sendPage(response, { status: 404, title: 'This link no longer works', text }, frameAncestorsOf(app));
}

async function letIn(
  app: App,
  host: PreviewHost,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  entered: { value: string; expiresAt: Date } | null,
): Promise<void> {
  const to = pathOf(url.searchParams.get('to'));
  const headers: Record<string, string> = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
  if (entered) {
    const framed = request.headers['sec-fetch-dest'] === 'iframe';
    headers['set-cookie'] = setPreviewCookie(
      app.previews.originOf(host.label),
      { value: entered.value, framed },
      entered.expiresAt,
    );
  }
  const location = entered ? `${OWN}entered?${new URLSearchParams({ to })}` : to;
  response.writeHead(303, { ...headers, location }).end();
}

async function entered(app: App, visit: Visit | null, url: URL, response: ServerResponse): Promise<void> {
  if (visit) return redirect(response, pathOf(url.searchParams.get('to')));
  const text = [
    'Your browser does not keep the cookie that lets it in. It may block cookies of frames: open the preview in a tab of its own, or allow them for this address.',
  ];
  sendPage(
    response,
    { status: 403, title: 'The preview can’t be opened here', text, placeholder: 'failed' },
    frameAncestorsOf(app),
  );
}

/** Who has no cookie: a tab is sent to our own host and back; a frame's pane is told; a script gets a word. */
async function sendAway(
  app: App,
  host: PreviewHost,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const to = pathOf(request.url ?? '/');
  const way = `${app.settings.publicUrl}/preview/enter?${new URLSearchParams({ label: host.label, to })}`;
  const dest = request.headers['sec-fetch-dest'];
  if (request.method === 'GET' && (dest === 'document' || (dest === undefined && wantsPage(request)))) {
    return redirect(response, way);
  }
  if (!wantsPage(request)) return sendText(response, 401, 'Log in to see this preview.\n');
  const link = { href: way, label: 'Open the preview' };
  sendPage(
    response,
    { status: 401, title: 'This preview is private', text: ['Log in to see it.'], link, placeholder: 'logged-out' },
    frameAncestorsOf(app),
  );
}

const wantsPage = ({ headers }: IncomingMessage) =>
  headers['sec-fetch-mode'] === 'navigate' ||
  (headers['sec-fetch-mode'] === undefined && /\btext\/html\b/.test(headers.accept ?? ''));

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

/** The origins by which people have our own page. */
export function frameAncestorsOf({ settings }: App): string[] {
  const { origin, protocol, port } = new URL(settings.publicUrl);
  const local = settings.onLoopback && protocol === 'http:' ? ['127.0.0.1', 'localhost'] : [];
  return [...new Set([origin, ...local.map((name) => `http://${name}${port === '' ? '' : `:${port}`}`)])];
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

const sessionOf = (host: PreviewHost) => ({
  label: host.label,
  sessionId: host.kind === 'app' ? host.sessionId : null,
});
const pathOf = (text: string | null) => PreviewPath.safeParse(text).data ?? '/';
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end();
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .end(text);
}
