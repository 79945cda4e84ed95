import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface Forwarder {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Passes every HTTP request of a loopback port on to a unix socket, as it is and while it comes. `port` is taken again
 * where it is free: a process that read the old number goes on after a restart of the supervisor.
 */
export async function startForwarder(socketPath: string, port: number | null): Promise<Forwarder> {
  const server = createServer({ requestTimeout: 0, headersTimeout: 0 }, (incoming, response) => {
    forward(socketPath, incoming, response).catch(() => response.destroy());
  });
  // Git asks with Expect: 100-continue before it sends a large pack. Who could refuse it does so by its final answer.
  server.on('checkContinue', (incoming: IncomingMessage, response: ServerResponse) => {
    response.writeContinue();
    forward(socketPath, incoming, response).catch(() => response.destroy());
  });
  server.timeout = 0;
  try {
    await listen(server, port ?? 0);
  } catch {
    await listen(server, 0);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  // Never an address that another machine or container reaches.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function forward(socketPath: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { expect: _, ...headers } = incoming.headers;
  const outgoing = request({ socketPath, method: incoming.method, path: incoming.url, headers });
  response.on('close', () => outgoing.destroy());
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  // An answer may come before the request is sent whole, as a refusal does; then the rest is of no interest.
  pipeline(incoming, outgoing).catch(() => {});
  let answer: IncomingMessage;
  try {
    [answer] = await answered;
  } catch {
    if (!response.headersSent) {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('Craftastic does not answer.\n');
    }
    return;
  }
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  await pipeline(answer, response);
}
