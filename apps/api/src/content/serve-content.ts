import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { isMoment } from '@craftastic/contract/content-path';
import { hasContractCode, isContractError } from '@craftastic/contract/contract-error';
import Negotiator from 'negotiator';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { contentEvents } from './content-events.ts';
import { sendFile } from './content-file.ts';
import { html } from './html.ts';
import { indexPage } from './index-page.ts';
import type { Looked } from './looked.ts';
import { page, type Shown } from './page.ts';
import { STYLE_SOURCE } from './style.ts';
import { thingAt, thingPage } from './thing-page.ts';

const ASSETS = join(import.meta.dirname, 'assets');
const OWN = '/__craftastic/';

/** Who looks, and where from. */
export interface ContentVisit {
  label: string;
  origin: string;
  caller: Caller;
  /** Came in by a link that the caller has given away: for this namespace on this branch, as it is now. */
  guest: boolean;
  /** Have something ended when the right to it is. Returns the way to stop. */
  during(end: () => void): () => void;
  /** Origins of our own page, which may show this one in a frame. */
  frameAncestors: string[];
}

/** What may be answered with, the first where it is all the same. */
const TYPES = ['text/html', 'application/ld+json', 'application/json'] as const;

/**
 * Content as a branch or a session has it: `/` what is there and what the branch changes, `/ns/…` a Thing as a page or as
 * JSON-LD, `/files/…` what its pages show. Asked for each time whether the caller may still read the environment.
 */
export async function serveContent(
  app: App,
  visit: ContentVisit,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response
      .writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' })
      .end('Only to be read.\n');
    return;
  }
  const url = new URL(request.url ?? '/', visit.origin);
  const asset = url.pathname.startsWith(OWN) ? url.pathname.slice(OWN.length) : null;
  if (asset === 'content.js') return sendScript(response);
  const type = typeOf(request, url);
  try {
    const found = await app.contentPlaces.find(visit.label);
    if (!found) throw gone();
    const context: Looked = { ...found, guest: visit.guest };
    await app.access.require(visit.caller, { environment: context.binding.environmentId }, 'read');
    if (asset === 'content-events') return await contentEvents(app, visit, context, request, response);
    if (url.pathname.startsWith('/files/')) {
      const stop = visit.during(() => response.destroy());
      return await sendFile(app, context, url, request, response).finally(stop);
    }
    // Whoever came by a link counts apart from the person who has given it away.
    const leave = await app.limits.enter(visit.guest ? `guest of ${visit.label}` : visit.caller.user.id, 'page');
    const shown = await route(app, context, url, type).finally(leave);
    if (!shown) throw missing();
    send(response, visit, 200, shown, type);
  } catch (error) {
    if (!hasContractCode(error) && !(error instanceof Missing)) throw error;
    const status = hasContractCode(error) ? error.status : 404;
    const text = status < 500 ? error.message : 'It can’t be read at the moment; the server’s log says why.';
    const body = html`<main class="lone"><h1>${status === 404 ? 'Nothing here' : 'This can’t be shown'}</h1><p>${text}</p><p><a href="/">All that is here</a></p></main>`;
    if (isContractError(error, 'RATE_LIMITED')) response.setHeader('retry-after', error.data.seconds);
    send(response, visit, status, { title: 'Nothing here', body, json: { status, message: text } }, type);
  }
}

/** A page that is not there; its message is for whoever looks. */
class Missing extends Error {}
const gone = () => new Missing('This branch or draft is gone: it was deleted, merged, or its session was removed.');
const missing = () => new Missing('There is no such page.');

async function route(app: App, context: Looked, url: URL, type: Type): Promise<Shown | null> {
  if (url.pathname === '/') {
    const at = url.searchParams.get('at');
    return at !== null && (context.guest || !isMoment(at)) ? null : indexPage(app, context, at);
  }
  const found = await thingAt(app, context, url.pathname);
  if (found === null) return null;
  return 'moved' in found ? found : thingPage(app, context, found, type === 'text/html');
}

type Type = (typeof TYPES)[number] | null;

/** `?as=json` is for people, whose browser's address field has no `Accept`. Null where nothing that is asked for can be had. */
function typeOf(request: IncomingMessage, url: URL): Type {
  if (url.searchParams.get('as') === 'json') return 'application/ld+json';
  const best = new Negotiator(request).mediaType([...TYPES]);
  return TYPES.find((type) => type === best) ?? null;
}

function send(response: ServerResponse, visit: ContentVisit, status: number, shown: Shown, type: Type): void {
  const headers = {
    'content-security-policy': policyOf(visit),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-robots-tag': 'noindex',
    'cache-control': 'private, no-cache',
    vary: 'Accept, Cookie',
  };
  if ('moved' in shown) {
    response.writeHead(308, { ...headers, location: shown.moved }).end();
    return;
  }
  if (type === null) {
    response.writeHead(406, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${TYPES.join('\n')}\n`);
    return;
  }
  const text = type === 'text/html' ? page(shown).text : `${JSON.stringify(shown.json, null, 2)}\n`;
  response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(text);
}

/** Nothing of a page runs but our own script, nothing is loaded but from here, and nothing is sent anywhere. */
function policyOf({ origin, frameAncestors }: ContentVisit): string {
  return [
    "default-src 'none'",
    `script-src ${origin}${OWN}`,
    `style-src ${STYLE_SOURCE}`,
    "img-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors 'self' ${frameAncestors.join(' ')}`,
  ].join('; ');
}

async function sendScript(response: ServerResponse): Promise<void> {
  const text = await readFile(join(ASSETS, 'content.js'));
  response
    .writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}
