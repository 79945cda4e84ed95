import { createHash } from 'node:crypto';
import { ACKNOWLEDGE_BYTES, decodeServer, encodeClient } from '@craftastic/contract/terminal-frames';
import headless from '@xterm/headless';
import WebSocket from 'ws';

/** A browser's side of a terminal: draws into a real xterm and acknowledges what it has drawn. */
export class TerminalClient implements AsyncDisposable {
  readonly screen = new headless.Terminal({ cols: 80, rows: 24, scrollback: 5000, allowProposedApi: true });
  readonly #socket: WebSocket;
  readonly #hash = createHash('sha256');
  acknowledges = true;
  snapshots = 0;
  alive = 0;
  outputBytes = 0;
  exitCode: number | undefined;
  closeCode: number | undefined;
  output = '';
  #drawn = 0;
  #acknowledged = 0;
  readonly #text = new TextDecoder();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(data as Buffer));
    socket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  static async open(socketPath: string, id: string, query = ''): Promise<TerminalClient> {
    const socket = new WebSocket(`ws+unix://${socketPath}:/terminals/${id}/socket${query}`);
    const client = new TerminalClient(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  type(text: string): void {
    this.#socket.send(encodeClient({ kind: 'input', data: Buffer.from(text) }));
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    this.#socket.send(encodeClient({ kind: 'resize', columns, rows }));
  }

  raw(data: Uint8Array | string): void {
    this.#socket.send(data);
  }

  /** Acknowledge all that was drawn so far. */
  acknowledge(): void {
    this.#acknowledged = this.#drawn;
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.send(encodeClient({ kind: 'ack', bytes: this.#drawn >>> 0 }));
    }
  }

  /** Hash of all output bodies. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** The lines of screen and scrollback, without the empty ones at the end. */
  text(): string {
    const buffer = this.screen.buffer.active;
    const lines: string[] = [];
    for (let at = 0; at < buffer.length; at++) lines.push(buffer.getLine(at)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  #receive(data: Buffer): void {
    const message = decodeServer(data);
    switch (message?.kind) {
      case 'snapshot':
        this.snapshots++;
        this.#drawn = 0;
        this.#acknowledged = 0;
        this.screen.reset();
        this.screen.resize(message.columns, message.rows);
        this.screen.write(message.data);
        return;
      case 'output':
        this.outputBytes += message.data.length;
        this.#hash.update(message.data);
        this.output = (this.output + this.#text.decode(message.data, { stream: true })).slice(-100_000);
        this.screen.write(message.data, () => {
          this.#drawn += message.data.length;
          if (this.acknowledges && this.#drawn - this.#acknowledged >= ACKNOWLEDGE_BYTES) this.acknowledge();
        });
        return;
      case 'resized':
        this.screen.resize(message.columns, message.rows);
        return;
      case 'alive':
        this.alive++;
        return;
      case 'exited':
        this.exitCode = message.exitCode;
        return;
      case undefined:
        throw new Error('Not a frame');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    this.screen.dispose();
  }
}
