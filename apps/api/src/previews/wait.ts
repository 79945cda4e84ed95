import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import type { Visit } from './visits.ts';

type State = 'listening' | 'not-listening' | 'session-stopped';

/** A line of nothing, so that what is between does not take the stream for dead. */
const ALIVE_MS = 20_000;

/**
 * `GET /__craftastic/wait`: server-sent events for the page that waits: whether the session runs, and whether the port is
 * listened on, as it changes.
 */
export async function serveWait(
  app: App,
  target: { sessionId: string; port: number },
  visit: Visit,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  const stopVisit = visit.during(() => response.destroy());
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  let told: State | undefined;
  const tell = (state: State) => {
    if (state !== told) response.write(`data: ${state}\n\n`);
    told = state;
  };
  const alive = setInterval(() => response.write(':\n\n'), ALIVE_MS);
  let watching: AbortController | null = null;
  const follow = (running: boolean) => {
    if (running && watching !== null) return;
    watching?.abort();
    watching = null;
    if (!running) return tell('session-stopped');
    watching = new AbortController();
    void watchPort(app, target, AbortSignal.any([watching.signal, gone.signal]), tell);
  };
  const stop = app.sessions.hub.subscribe(target.sessionId, (event) => {
    if (event.type === 'removed') response.end();
    else if (event.type === 'session') follow(event.session.status === 'running');
  });
  try {
    follow((await app.sessions.row(target.sessionId)).status === 'running');
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      if (request.destroyed || response.destroyed) resolve();
    });
  } finally {
    gone.abort();
    clearInterval(alive);
    stop();
    stopVisit();
  }
}

async function watchPort(
  app: App,
  { sessionId, port }: { sessionId: string; port: number },
  signal: AbortSignal,
  tell: (state: State) => void,
): Promise<void> {
  try {
    const client = app.sandboxes.session(sessionId);
    for await (const { listening } of await client.ports.watch({ sessionId, port }, { signal })) {
      if (signal.aborted) return;
      tell(listening ? 'listening' : 'not-listening');
    }
  } catch (error) {
    if (!signal.aborted) app.log.debug({ err: error, sessionId }, 'waiting for a port broke off');
  }
}
