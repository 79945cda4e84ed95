import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Application } from './application.ts';
import { log } from './log.ts';
import { listen } from './server/listen.ts';

/**
 * Listens first and loads the rest after: the API waits for the socket to accept, and parsing the larger modules takes
 * longer than all else of the start. Requests that come before that wait for it.
 */
const settings = process.env.CRAFTASTIC_SUPERVISOR;
delete process.env.CRAFTASTIC_SUPERVISOR;

process.on('uncaughtException', (error) => log('Unexpected error', { error }));
process.on('unhandledRejection', (error) => log('Unexpected rejection', { error }));

const loading = Promise.withResolvers<Application>();
const application = loading.promise;
application.catch(() => undefined);

const server = createServer(
  { keepAliveTimeout: 60_000, requestTimeout: 0, highWaterMark: 512 * 1024 },
  (request, response) => {
    void handle(request, response);
  },
);
// An upload or a clone's progress may take longer than any fixed time; peers are local, and trusted to hang up.
server.timeout = 0;
server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
  stream.on('error', () => stream.destroy());
  application.then((app) => app.upgrade(request, stream, head)).catch(() => stream.destroy());
});

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await (await application).handle(request, response);
  } catch (error) {
    log('A request failed', { method: request.method, error });
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  }
}

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  server.close();
  await application.then((app) => app.close()).catch((error: unknown) => log('Ending failed', { error }));
  process.exit(0);
}
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());

try {
  const { runDirectory } = JSON.parse(settings ?? '') as { runDirectory: string };
  await listen(server, join(runDirectory, 'supervisor.sock'));
  const { startApplication } = await import('./application.ts');
  loading.resolve(await startApplication(settings));
} catch (error) {
  log('The supervisor could not start', { error });
  loading.reject(error);
  process.exit(1);
}
