import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Role } from '@craftastic/contract/access';
import { contractError, hasContractCode, isContractError } from '@craftastic/contract/contract-error';
import { ERRORS } from '@craftastic/contract/errors';
import { Id } from '@craftastic/contract/ids';
import type { Cost } from '@craftastic/contract/limits';
import { lackOfToken } from '../access/roles.ts';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { passedBytes } from '../http/young-garbage.ts';
import { requireSocket } from '../sandboxes/require-socket.ts';

/** Give a request on to a session's supervisor and its answer back, both streamed: uploads, downloads. */
export async function forwardRaw(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
  { path, role, cost }: { path: string; role: Role; cost: Cost },
): Promise<void> {
  const sessionId = sessionIdOf(request);
  if (sessionId === null) return fail(response, 400, 'BAD_INPUT', 'sessionId is missing.');
  let right: { environmentId: string };
  let leave: () => void;
  try {
    right = await requireRaw(app, caller, sessionId, role);
    await app.sessions.client(sessionId);
    leave = await app.limits.enter(caller.user.id, cost);
  } catch (error) {
    if (!hasContractCode(error)) throw error;
    return fail(response, error.status, error.code, error.message, error.data);
  }
  const { authorization: _, cookie: __, ...headers } = request.headers;
  const stop = app.access.watch(caller, { ...right, role }, () => response.destroy());
  const head = { path, method: request.method ?? 'GET', headers };
  await pass(app.sandboxes.socketOf(sessionId), head, request, response).finally(() => {
    stop();
    leave();
  });
}

/** As the middleware of procedures does, for what is none: a role in the session's environment, and the scope of a token. */
async function requireRaw(app: App, caller: Caller, sessionId: string, role: Role): Promise<{ environmentId: string }> {
  const lack = lackOfToken(caller, { session: 'sessionId', role }, role === 'read');
  if (lack !== null) throw contractError('FORBIDDEN', { message: lack });
  return app.access.require(caller, { session: sessionId }, role);
}

/** One exchange over a unix socket; ends with the answer, and ends the other side when one goes away. */
export async function pass(
  socketPath: string,
  head: { path: string; method: string; headers: IncomingMessage['headers'] },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await requireSocket(socketPath);
  const outgoing = httpRequest({
    socketPath,
    ...head,
    headers: { ...head.headers, host: 'supervisor', connection: 'close' },
  });
  response.once('close', () => outgoing.destroy());
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    outgoing.once('response', resolve).once('error', reject),
  );
  // The answer may come before the request has ended, as when a push is refused half-way.
  request.on('data', (chunk: Buffer) => passedBytes(chunk.length));
  const sent = pipeline(request, outgoing).catch(() => {});
  try {
    const answer = await answered;
    const { connection: _, 'keep-alive': __, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, headers);
    answer.on('data', (chunk: Buffer) => passedBytes(chunk.length));
    await pipeline(answer, response);
    await sent;
  } catch {
    if (response.headersSent) response.destroy();
    else fail(response, 503, 'SANDBOX_UNREACHABLE', 'The sandbox does not answer; restart the session.');
  }
}

/**
 * A terminal's WebSocket: once the caller is known, the two sockets are joined and the API looks into no frame. So the
 * terminal's speed is the kernel's, and its flow control is between the browser and the supervisor.
 */
export async function forwardUpgrade(
  app: App,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  caller: Caller,
  path: string,
): Promise<void> {
  const sessionId = sessionIdOf(request);
  if (sessionId === null) return refuseUpgrade(socket, '400 Bad Request');
  try {
    // What is typed into a terminal is run: whoever only reads has none.
    const right = await requireRaw(app, caller, sessionId, 'write');
    await app.sessions.client(sessionId);
    socket.once(
      'close',
      app.access.watch(caller, { ...right, role: 'write' }, () => socket.destroy()),
    );
  } catch (error) {
    if (isContractError(error, 'NOT_FOUND')) return refuseUpgrade(socket, '404 Not Found');
    if (isContractError(error, 'FORBIDDEN')) return refuseUpgrade(socket, '403 Forbidden');
    return refuseUpgrade(socket, '409 Conflict');
  }
  const { authorization: _, cookie: __, ...headers } = request.headers;
  const socketPath = app.sandboxes.socketOf(sessionId);
  await requireSocket(socketPath);
  const outgoing = httpRequest({ socketPath, path, headers });
  socket.once('close', () => outgoing.destroy());
  outgoing.once('error', () => refuseUpgrade(socket, '503 Service Unavailable'));
  outgoing.once('response', (answer) => {
    answer.resume();
    refuseUpgrade(socket, `${answer.statusCode} ${answer.statusMessage}`);
  });
  outgoing.once('upgrade', (answer, upstream, upstreamHead) => {
    const lines = answer.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    void pipeline(upstream, socket).catch(() => socket.destroy());
    void pipeline(socket, upstream).catch(() => upstream.destroy());
  });
  outgoing.end();
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function sessionIdOf(request: IncomingMessage): string | null {
  const value = new URL(request.url ?? '/', 'http://api').searchParams.get('sessionId');
  return Id.safeParse(value).data ?? null;
}

/** An error of the contract, as procedures answer it. */
export function fail(response: ServerResponse, status: number, code: string, message: string, data?: unknown): void {
  if (response.headersSent) return;
  const defined = code in ERRORS;
  const seconds = ERRORS.RATE_LIMITED.data.safeParse(data).data?.seconds;
  if (code === 'RATE_LIMITED' && seconds !== undefined) response.setHeader('retry-after', seconds);
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ defined, code, status, message, data }));
}
