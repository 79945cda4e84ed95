import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { openTunnel } from './open-tunnel.ts';

/** Kept open between requests for so long; dev servers on Node close theirs after 5 s. */
const IDLE_MS = 4000;
const IDLE_MOST = 16;

interface Target {
  sessionId: string;
  port: number;
  /** What it upgrades to is kept by whoever hears it. */
  upgrade: boolean;
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

  /** One pool a port of a session: a connection never serves another one, nor one that is upgraded another request. */
  override getName(options: ClientRequestArgs & Partial<Target>): string {
    return `${options.sessionId}:${options.port}:${options.upgrade === true ? 'upgrade' : ''}`;
  }

  override createConnection(
    options: ClientRequestArgs & Partial<Target>,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): null {
    const { sessionId, port, upgrade = false } = options;
    if (sessionId === undefined || typeof port !== 'number') throw new Error('A tunnel leads to a port of a session.');
    const open = openTunnel(this.#socketOf(sessionId), { sessionId, port, lends: !upgrade });
    open.then(
      (stream) => callback?.(null, stream),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return null;
  }
}
