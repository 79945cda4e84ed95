import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { eventRoutes } from '../events/routes.ts';
import { liveRoute } from '../live/routes.ts';
import { sessionRoutes } from '../sessions/routes.ts';
import { shownErrors } from './shown-error.ts';

/** A peer that has not answered a ping until the next one is gone: a laptop that was shut says no goodbye. */
const PING_EVERY_MS = 30_000;

/**
 * `WS /api/events/socket`: the standing streams (`live`, `sessions.events`, `events.stream`) for the web app. The same as
 * server-sent events serve everybody else; but a browser opens six connections to a host at the most, for all its tabs
 * together, and with three sessions open nothing else would get through.
 */
export function createEventSocket(app: App) {
  const server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: true });
  const handler = new RPCHandler(
    { live: liveRoute, sessions: { events: sessionRoutes.events }, events: { stream: eventRoutes.stream } },
    { clientInterceptors: [shownErrors(app)] },
  );
  return (request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller): void => {
    server.handleUpgrade(request, socket, head, (peer) => {
      dropWhenGone(peer);
      // Each stream on it ends with its own right; the socket with the login that opened it.
      peer.once(
        'close',
        app.access.watch(caller, null, () => peer.close(4401, 'Logged out')),
      );
      const setCookie = () => {
        throw new Error('a socket sets no cookie');
      };
      void handler.upgrade(peer, { context: { app, request, setCookie, retryAfter: () => {}, caller } });
    });
  };
}

function dropWhenGone(peer: WebSocket): void {
  let answered = true;
  peer.on('pong', () => {
    answered = true;
  });
  peer.on('error', () => peer.terminate());
  const timer = setInterval(() => {
    if (!answered) return peer.terminate();
    answered = false;
    peer.ping();
  }, PING_EVERY_MS);
  peer.once('close', () => clearInterval(timer));
}
