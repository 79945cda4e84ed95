import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import type { Readable } from '../things/readable.ts';
import { stateOf } from './bar.ts';
import type { ContentVisit } from './serve-content.ts';

/** Proxies end what says nothing for so long. */
const SIGN_OF_LIFE_MS = 25_000;

/**
 * Server-sent events of one content host: its state now, and again whenever it is another one. A page holds what it hears
 * against what it was made of, so nothing is missed between the two.
 */
export async function contentEvents(
  app: App,
  visit: ContentVisit,
  context: Readable,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  response.once('close', end);
  const stops = [
    visit.during(end),
    app.access.watch(visit.caller, { environmentId: context.binding.environmentId, role: 'read' }, end),
  ];
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  if (request.method === 'HEAD') end();
  const tell = async () => {
    const now = await app.contentPlaces.find(visit.label);
    if (!ended.signal.aborted) response.write(`event: state\ndata: ${now ? stateOf(now) : 'gone'}\n\n`);
  };
  const hear = () => {
    tell().catch((error) => app.log.warn({ err: error }, 'the state of a content preview was not told'));
  };
  const life = setInterval(() => response.write(': still here\n\n'), SIGN_OF_LIFE_MS);
  try {
    if (context.session === '') {
      const stream = app.events.stream({ readable: async () => [context.binding.environmentId] }, ended.signal);
      hear();
      for await (const event of stream) {
        const isOurs =
          event.type === 'things.synced' && event.ns === context.bindingNs && event.branch === context.branch;
        if (isOurs || (event.type === 'git.branch.deleted' && event.branch === context.branch)) hear();
      }
    } else {
      const over = Promise.withResolvers<void>();
      ended.signal.addEventListener('abort', () => over.resolve(), { once: true });
      if (ended.signal.aborted) over.resolve();
      stops.push(
        app.sessions.hub.subscribe(context.session, (event) => {
          if (event.type === 'removed' || (event.type === 'draft' && event.ns === context.bindingNs)) hear();
        }),
      );
      hear();
      await over.promise;
    }
  } finally {
    clearInterval(life);
    for (const stop of stops) stop();
    response.end();
  }
}
