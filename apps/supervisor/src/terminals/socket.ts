import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ALIVE_PARAMETER, decodeClient, encodeServer } from '@craftastic/contract/terminal-frames';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Terminal } from './terminal.ts';

const PAYLOAD_LIMIT_BYTES = 1024 * 1024;
const PING_MS = 20_000;
/** More than flow control ever leaves unsent, with a large snapshot; who lets it grow beyond isn't reading. */
const BUFFER_LIMIT_BYTES = 32 * 1024 * 1024;

const CLOSE = { malformed: 1007, removed: 4404 } as const;

const ALIVE = encodeServer({ kind: 'alive' });
const asksForAlive = (request: IncomingMessage): boolean =>
  new URL(request.url ?? '/', 'http://supervisor').searchParams.has(ALIVE_PARAMETER);

/** The WebSockets of the terminals. A peer that doesn't answer a ping by the next one is dropped. */
export class TerminalSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: PAYLOAD_LIMIT_BYTES,
    // Over a local socket compression costs more than it saves; towards the browser it is the API's choice.
    perMessageDeflate: false,
  });
  readonly #alive = new WeakSet<WebSocket>();
  readonly #byTerminal = new Map<string, Set<WebSocket>>();
  readonly #pings: NodeJS.Timeout;

  constructor() {
    this.#pings = setInterval(() => {
      for (const socket of this.#server.clients) {
        if (!this.#alive.has(socket)) socket.terminate();
        else {
          this.#alive.delete(socket);
          socket.ping();
        }
      }
    }, PING_MS);
    this.#pings.unref();
  }

  accept(terminal: Terminal, request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      this.#attach(terminal, socket);
      // After the snapshot, which every client expects first.
      if (asksForAlive(request)) socket.send(ALIVE);
    });
  }

  /** Its clients learn that a removed terminal is gone. */
  terminalRemoved(id: string): void {
    for (const socket of this.#byTerminal.get(id) ?? []) socket.close(CLOSE.removed, 'The terminal was closed');
  }

  close(): void {
    clearInterval(this.#pings);
    for (const socket of this.#server.clients) {
      socket.close(1001);
      socket.terminate();
    }
    this.#server.close();
  }

  #attach(terminal: Terminal, socket: WebSocket): void {
    this.#alive.add(socket);
    const sockets = this.#byTerminal.get(terminal.id) ?? new Set();
    this.#byTerminal.set(terminal.id, sockets.add(socket));

    const client = terminal.attach((frame) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > BUFFER_LIMIT_BYTES) return socket.terminate();
      socket.send(frame);
    });
    socket.on('pong', () => this.#alive.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      client.detach();
      sockets.delete(socket);
      if (sockets.size === 0) this.#byTerminal.delete(terminal.id);
    });
    socket.on('message', (data, isBinary) => {
      const message = isBinary && Buffer.isBuffer(data) ? decodeClient(data) : null;
      if (!message) return socket.close(CLOSE.malformed, 'Not a frame of a terminal');
      switch (message.kind) {
        case 'input':
          return client.input(message.data);
        case 'resize':
          return client.resize(message.columns, message.rows);
        case 'ack':
          return client.acknowledge(message.bytes);
        case 'ping':
          return socket.send(ALIVE);
      }
    });
  }
}
