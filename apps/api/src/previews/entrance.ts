import type { IncomingMessage, ServerResponse } from 'node:http';
import { PreviewPath } from '@craftastic/contract/previews';
import type { App } from '../app.ts';
import { frameAncestorsOf } from './frame-ancestors.ts';
import type { Entered, SharedPlace } from './grants.ts';
import { type PreviewHost, previewHost } from './host.ts';
import { OWN } from './own-paths.ts';
import { sendPage } from './pages.ts';
import { redirect, sendText, wantsPage } from './plain-answer.ts';
import { setPreviewCookie } from './preview-cookie.ts';
import type { Visit } from './visits.ts';

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

/**
 * `/__craftastic/enter?ticket=` and `/__craftastic/share?token=`: a cookie for what is in the address, which is left at once, by
 * way of a look whether the cookie is kept.
 */
export async function enter(
  app: App,
  host: PreviewHost,
  by: 'ticket' | 'share',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') return sendText(response, 405, 'GET alone.\n');
  const { searchParams } = new URL(request.url ?? '/', 'http://preview');
  const shown = by === 'share' ? await sharedPlace(app, host) : null;
  const entered =
    by === 'ticket'
      ? await app.grants.enter(searchParams.get('ticket') ?? '', host.label)
      : shown && (await app.grants.enterByShare(searchParams.get('token') ?? '', host.label, shown));
  if (!entered && by === 'share') {
    const text = ['It has expired, or was taken back. Ask whoever gave it to you for a new one.'];
    return sendPage(response, { status: 404, title: 'This link no longer works', text }, frameAncestorsOf(app));
  }
  // A ticket that was used already, as by the back button, or is too old: who has a cookie goes on, others by the way in.
  letIn(app, host, pathOf(searchParams.get('to')), request, response, entered);
}

/** What a host shows, as shares know it; null where nothing is there. */
async function sharedPlace(app: App, host: PreviewHost): Promise<SharedPlace | null> {
  if (host.kind === 'app') return { sessionId: host.sessionId, port: host.port };
  const context = await app.contentPlaces.find(host.label);
  return context && { contextId: context.id };
}

function letIn(
  app: App,
  host: PreviewHost,
  to: string,
  request: IncomingMessage,
  response: ServerResponse,
  entered: Entered | null,
): void {
  const headers: Record<string, string> = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
  if (entered) {
    app.visits.expect(entered.value, sessionOf(host));
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

/** `/__craftastic/entered?to=`: on to the page, where the browser has kept the cookie. */
export async function entered(
  app: App,
  visit: Visit | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://preview');
  if (visit) return redirect(response, pathOf(searchParams.get('to')));
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
export async function sendAway(
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

export const sessionOf = (host: PreviewHost) => ({
  label: host.label,
  sessionId: host.kind === 'app' ? host.sessionId : null,
});
const pathOf = (text: string | null) => PreviewPath.safeParse(text).data ?? '/';
