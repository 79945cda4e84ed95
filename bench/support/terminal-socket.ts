import { stripVTControlCharacters } from 'node:util';
import { ACKNOWLEDGE_BYTES, decodeServer, encodeClient } from '@craftastic/contract/terminal-frames';
import WebSocket from 'ws';
import type { Craftastic } from '../../e2e/support/craftastic.ts';

const TAIL = 4096;

/** A shell's prompt at the end of what was printed. */
export const PROMPT = /[$#%>] $/;

/** A terminal's WebSocket without a screen behind it: acknowledges what comes and draws nothing. */
export class TerminalSocket {
  readonly #socket: WebSocket;
  readonly #text = new TextDecoder();
  readonly #waiting = new Set<() => void>();
  #tail = '';
  #bytes = 0;
  #acknowledged = 0;
  /** Output bytes of all time, a snapshot's left out. */
  received = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('error', () => socket.terminate());
  }

  static async open(
    stack: AsyncDisposableStack,
    { url, token }: Craftastic,
    sessionId: string,
    id: string,
  ): Promise<TerminalSocket> {
    const address = `${url.replace('http', 'ws')}/api/terminals/${id}/socket?sessionId=${sessionId}`;
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false });
    const terminal = new TerminalSocket(socket);
    stack.defer(() => socket.terminate());
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return terminal;
  }

  type(text: string): void {
    this.#socket.send(encodeClient({ kind: 'input', data: Buffer.from(text) }));
  }

  /** Resolves once the last of the output looks like this. */
  seen(pattern: RegExp | string): Promise<void> {
    const matches = typeof pattern === 'string' ? () => this.#tail.includes(pattern) : () => pattern.test(this.text);
    return new Promise((resolve) => {
      const look = () => {
        if (!matches()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Forget what was printed so far, so that `seen` waits for what comes. */
  forget(): void {
    this.#tail = '';
  }

  /** The last of the output, without colours and cursor movements. */
  get text(): string {
    return stripVTControlCharacters(this.#tail);
  }

  #receive(data: Buffer): void {
    const message = decodeServer(data);
    if (message?.kind !== 'output' && message?.kind !== 'snapshot') return;
    this.#tail = (this.#tail + this.#text.decode(message.data.subarray(-TAIL), { stream: true })).slice(-TAIL);
    if (message.kind === 'snapshot') {
      this.#bytes = 0;
      this.#acknowledged = 0;
    } else {
      this.received += message.data.length;
      this.#bytes += message.data.length;
      if (this.#bytes - this.#acknowledged >= ACKNOWLEDGE_BYTES) {
        this.#acknowledged = this.#bytes;
        this.#socket.send(encodeClient({ kind: 'ack', bytes: this.#bytes >>> 0 }));
      }
    }
    for (const look of this.#waiting) look();
  }
}
