import { Agent, type ClientRequestArgs, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { requireSocket } from '../sandboxes/require-socket.ts';

/** Nothing of the session listens there. */
export class NotListening extends Error {
  override name = 'NotListening';
}

/** Kept open between requests for so long; dev servers on Node close theirs after 5 s. */
const IDLE_MS = 4000;
const IDLE_MOST = 16;
/** The supervisor answers at once, or dials for 5 s. */
const DIAL_MS = 10_000;
/** As much may be on its way at once: with less, a large download is a chain of waits from process to process. */
const BUFFER_BYTES = 512 * 1024;

interface Target {
  sessionId: string;
  port: number;
}

/**
 * Connections to programs in sandboxes: over the session's supervisor, which dials inside. HTTP is spoken end to end on
 * them, so what passes is parsed once, and a connection serves many requests.
 */
export class Tunnels extends Agent {
  readonly #socketOf: (sessionId: string) => string;

  constructor(socketOf: (sessionId: string) => string) {
    super({ keepAlive: true, maxFreeSockets: IDLE_MOST, scheduling: 'lifo', timeout: IDLE_MS });
    this.#socketOf = socketOf;
  }

  /** One pool a port of a session: a connection never serves another one. */
  override getName(options: ClientRequestArgs & Partial<Target>): string {
    return `${options.sessionId}:${options.port}`;
  }

  override createConnection(
    options: ClientRequestArgs & Partial<Target>,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): null {
    const { sessionId, port } = options;
    if (sessionId === undefined || typeof port !== 'number') throw new Error('A tunnel leads to a port of a session.');
    const open = openTunnel(this.#socketOf(sessionId), sessionId, port);
    open.then(
      (stream) => callback?.(null, stream),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return null;
  }
}

async function openTunnel(socketPath: string, sessionId: string, port: number): Promise<Duplex> {
  await requireSocket(socketPath);
  return new Promise((resolve, reject) => {
    const options = {
      socketPath,
      path: `/ports/${port}/tunnel?sessionId=${sessionId}`,
      headers: { host: 'supervisor', connection: 'Upgrade', upgrade: 'tcp' },
      timeout: DIAL_MS,
      highWaterMark: BUFFER_BYTES,
    };
    const asking = request(options);
    asking.once('upgrade', (_answer, stream, head) => {
      if (head.length > 0) stream.unshift(head);
      resolve(stream);
    });
    asking.once('response', (answer) => {
      answer.resume();
      reject(new NotListening(`Nothing listens on port ${port}.`));
    });
    asking.once('timeout', () => asking.destroy(new Error('The sandbox does not answer.')));
    asking.once('error', reject);
    asking.end();
  });
}
