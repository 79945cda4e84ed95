import { type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { App } from '../app.ts';
import { passedBytes } from '../http/young-garbage.ts';
import { refuseUpgrade } from '../session-scope/raw.ts';
import { insertTag } from './insert-bridge.ts';
import type { PreviewPlace } from './preview-place.ts';
import { pairsOf, type RawHeaders } from './raw-headers.ts';
import { requestHeaders } from './request-headers.ts';
import { responseHeaders, scriptNonce } from './response-headers.ts';
import type { Visit } from './visits.ts';

/** The first page of a large app is compiled when it is asked for. */
const ANSWER_MS = 5 * 60_000;
/** An upload of which nothing comes for so long has been given up. */
const STALLED_MS = 60_000;
/** As many bytes of headers as browsers take; more is an attack on whoever reads them. */
const HEADER_BYTES = 64 * 1024;

export interface Exchange {
  app: App;
  place: PreviewPlace;
  visit: Visit;
  /** Origins of our own page. */
  frameAncestors: string[];
}

/** One request to a program of the session and its answer, both streamed. Throws before anything is answered, or never. */
export async function proxyRequest(
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { app, place, visit } = exchange;
  const inFrame = visit.framed && request.headers['sec-fetch-dest'] === 'iframe';
  const headers = requestHeaders(pairsOf(request.rawHeaders), place, {
    loginCookie: app.login.cookieName,
    plain: inFrame,
  });
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  if (request.headers['transfer-encoding'] !== undefined) headers.push(['Transfer-Encoding', 'chunked']);
  const stop = visit.during(() => response.destroy());
  response.once('close', stop);
  const answer = await answerTo(() => start(exchange, request, headers, false), {
    request: hasBody ? request : null,
    response,
    again: !hasBody && (request.method === 'GET' || request.method === 'HEAD'),
  });
  const tag = inFrame && request.method !== 'HEAD' ? bridgeTag(answer) : null;
  response.sendDate = false;
  const given = responseHeaders(pairsOf(answer.rawHeaders), place, {
    framed: visit.framed,
    frameAncestors: exchange.frameAncestors,
    changed: tag !== null,
  });
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, given.flat());
  answer.on('data', (chunk: Buffer) => {
    app.previewActivity.bytes(place.sessionId, chunk.length);
    passedBytes(chunk.length);
  });
  try {
    if (tag === null) await pipeline(answer, response);
    else await pipeline([answer, ...plainText(answer), insertTag(tag), response]);
  } catch {
    // What breaks off breaks off: a browser must not take half of a file for all of it.
    response.destroy();
  }
}

function start(
  { app, place }: Exchange,
  request: IncomingMessage,
  headers: RawHeaders,
  upgrade: boolean,
): ClientRequest {
  const options = {
    agent: app.tunnels,
    sessionId: place.sessionId,
    port: place.port,
    upgrade,
    host: 'localhost',
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: headers.flat(),
    setHost: false,
    maxHeaderSize: HEADER_BYTES,
  };
  return httpRequest(options);
}

interface Sending {
  /** What has a body to send; null for none. */
  request: IncomingMessage | null;
  response: ServerResponse;
  /** May be asked once more, where a kept connection turns out to have been closed meanwhile. */
  again: boolean;
}

async function answerTo(begin: () => ClientRequest, sending: Sending): Promise<IncomingMessage> {
  const outgoing = begin();
  const { request, response } = sending;
  const end = () => outgoing.destroy();
  response.once('close', end);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).on('error', reject);
    outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy(new Error('The program does not answer.')));
  });
  if (request) {
    const { socket } = request;
    const giveUp = () => socket.destroy();
    socket.setTimeout(STALLED_MS).once('timeout', giveUp);
    // The answer may come before the request has ended, as when an upload is refused half-way.
    void pipeline(request, outgoing)
      .catch(() => {})
      .finally(() => socket.setTimeout(0).off('timeout', giveUp));
  } else outgoing.end();
  try {
    const answer = await answered;
    outgoing.setTimeout(0);
    return answer;
  } catch (error) {
    response.off('close', end);
    if (!sending.again || !outgoing.reusedSocket || response.destroyed) throw error;
    return answerTo(begin, { ...sending, again: false });
  }
}

/** The tag for a document that it can be put into; null for anything else. */
function bridgeTag(answer: IncomingMessage): string | null {
  const type = answer.headers['content-type'] ?? '';
  if (!/^text\/html\b/i.test(type) || /utf-?16|utf-?32/i.test(type)) return null;
  if (/^attachment\b/i.test(answer.headers['content-disposition'] ?? '')) return null;
  if (answer.statusCode === 204 || answer.statusCode === 304) return null;
  if (!(encodingOf(answer) in DECODERS)) return null;
  const nonce = scriptNonce(pairsOf(answer.rawHeaders));
  return `<script src="/__craftastic/bridge.js"${nonce === null ? '' : ` nonce="${nonce}"`}></script>`;
}

const DECODERS: Record<string, () => Transform[]> = {
  identity: () => [],
  gzip: () => [createGunzip()],
  deflate: () => [createInflate()],
  br: () => [createBrotliDecompress()],
};

const encodingOf = (answer: IncomingMessage) => answer.headers['content-encoding']?.trim().toLowerCase() || 'identity';

const plainText = (answer: IncomingMessage) => DECODERS[encodingOf(answer)]?.() ?? [];

/** A WebSocket, or any other upgrade, of a program of the session: joined byte for byte once both sides agreed. */
export function proxyUpgrade(exchange: Exchange, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { app, place, visit } = exchange;
  const headers = requestHeaders(pairsOf(request.rawHeaders), place, {
    loginCookie: app.login.cookieName,
    plain: false,
  });
  headers.push(['Connection', 'Upgrade'], ['Upgrade', request.headers.upgrade ?? 'websocket']);
  const outgoing = start(exchange, request, headers, true);
  const stop = visit.during(() => socket.destroy());
  socket.once('close', () => {
    stop();
    outgoing.destroy();
  });
  outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy());
  outgoing.once('error', () => refuseUpgrade(socket, '502 Bad Gateway'));
  outgoing.once('response', (answer) => {
    answer.resume();
    refuseUpgrade(socket, `${answer.statusCode} ${answer.statusMessage ?? ''}`);
  });
  outgoing.once('upgrade', (answer, upstream, upstreamHead) => {
    outgoing.setTimeout(0);
    const given = responseHeaders(pairsOf(answer.rawHeaders), place, {
      framed: visit.framed,
      frameAncestors: exchange.frameAncestors,
      changed: false,
    });
    given.push(['Connection', 'Upgrade'], ['Upgrade', answer.headers.upgrade ?? 'websocket']);
    const lines = given.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`);
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    for (const side of [socket, upstream]) {
      side.on('data', (chunk: Buffer) => app.previewActivity.bytes(place.sessionId, chunk.length));
    }
    void pipeline(upstream, socket).catch(() => socket.destroy());
    void pipeline(socket, upstream).catch(() => upstream.destroy());
  });
  outgoing.end();
}
