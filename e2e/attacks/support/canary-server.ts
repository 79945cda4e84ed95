import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service that nobody is meant to reach, and what has reached it. */
export interface CanaryServer extends AsyncDisposable {
  port: number;
  /** What came since it was last asked, one line each; null for nothing. */
  take(): string | null;
}

/** On all addresses of this machine, as a careless service listens, or on loopback. */
export async function startCanaryServer(address: '0.0.0.0' | '127.0.0.1'): Promise<CanaryServer> {
  let seen: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
    response.end('reached the canary');
  });
  server.listen(0, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const lines = seen;
      seen = [];
      return lines.length === 0 ? null : lines.join('\n');
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
