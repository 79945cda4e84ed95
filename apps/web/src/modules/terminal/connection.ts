import {
  ACKNOWLEDGE_BYTES,
  type ClientMessage,
  decodeServer,
  encodeClient,
  type ServerMessage,
} from '@craftastic/contract/terminal-frames';

/**
 * `connecting`: the first try. `open`: the screen is here. `lost`: it was here, and is being tried again. `removed`: the
 * terminal is gone for good.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'removed';

/** The server's word that there is no such terminal any more; apps/supervisor sends it when a terminal is removed. */
const CLOSED_REMOVED = 4404;
/** Keys pressed before the first connection stands are sent once it does, up to so many bytes. */
const EARLY_INPUT_BYTES = 4096;
/** A paste goes out in pieces: the server takes frames of up to 1 MB. */
const INPUT_FRAME_BYTES = 64 * 1024;

/** So long after the last word of the server it is asked whether it is there; sooner where somebody types into the silence. */
const SILENCE_MS = 20_000;
const TYPED_SILENCE_MS = 4000;
/** Without an answer for so long the network swallows everything. */
const ANSWER_MS = 6000;

/** 0.2 s, doubled to 5 s, with up to a fifth of jitter so that many terminals don't come back as one. */
export const backOff = (attempt: number, random = Math.random()): number =>
  Math.min(200 * 2 ** attempt, 5000) * (1 + random / 5);

type Watching = 'nothing' | 'silence' | 'typed' | 'answer';

interface ConnectionOptions {
  url: string;
  onMessage(message: Exclude<ServerMessage, { kind: 'alive' }>): void;
  onState(state: ConnectionState): void;
  /** Tells when a wait is worth cutting short, see api/wake.ts. Returns how to stop. */
  onWake(listener: () => void): () => void;
}

/**
 * The WebSocket of one terminal, opened again whenever it is lost. Each opening brings a snapshot of everything, so
 * nothing is kept on this side.
 *
 * Input while it is lost is refused, not queued: keys typed blind into a program that has moved on do harm (the `y` of
 * an answer, the Enter of a half-seen command line). The caller says so on the screen.
 */
export class TerminalConnection {
  readonly #options: ConnectionOptions;
  readonly #stopWaking: () => void;
  #socket: WebSocket | undefined;
  #state: ConnectionState = 'connecting';
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #drawn = 0;
  #acknowledged = 0;
  #snapshots = 0;
  /** Runs once the server has said that it answers a ping: an older one would close the socket. */
  #silence: ReturnType<typeof setTimeout> | undefined;
  #watching: Watching = 'nothing';
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#stopWaking = options.onWake(() => {
      // Back from a sleep or a change of network a socket may look open and be dead for minutes: only one that is
      // waiting is hurried here, the other learns it from its own error or from the server's missing pong.
      if (this.#timer !== undefined) this.#open();
    });
    this.#open();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What the silence of the server would mean now. */
  get waitsFor(): Watching {
    return this.#watching;
  }

  /** False where it was refused: the terminal is not connected. */
  input(data: Uint8Array): boolean {
    if (this.#state === 'connecting' && this.#earlyBytes + data.length <= EARLY_INPUT_BYTES) {
      this.#early.push(data);
      this.#earlyBytes += data.length;
      return true;
    }
    for (let at = 0; at < data.length; at += INPUT_FRAME_BYTES) {
      if (!this.#send({ kind: 'input', data: data.subarray(at, at + INPUT_FRAME_BYTES) })) return false;
    }
    if (this.#watching === 'silence') this.#watch('typed', TYPED_SILENCE_MS);
    return true;
  }

  resize(columns: number, rows: number): void {
    this.#send({ kind: 'resize', columns, rows });
  }

  /** What `drawn` has to be told with: output that a later snapshot has replaced is not counted. */
  get epoch(): number {
    return this.#snapshots;
  }

  /** So many bytes of output are on the screen. */
  drawn(bytes: number, epoch: number): void {
    if (epoch !== this.#snapshots) return;
    this.#drawn += bytes;
    if (this.#drawn - this.#acknowledged < ACKNOWLEDGE_BYTES) return;
    this.#acknowledged = this.#drawn;
    this.#send({ kind: 'ack', bytes: this.#drawn >>> 0 });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watch('nothing');
    this.#stopWaking();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const socket = new WebSocket(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      const message = data instanceof ArrayBuffer ? decodeServer(new Uint8Array(data)) : null;
      if (!message) return socket.close();
      // Whatever comes is an answer.
      if (message.kind === 'alive' || this.#watching !== 'nothing') this.#watch('silence', SILENCE_MS);
      if (message.kind !== 'alive') this.#receive(message);
    };
    socket.onclose = ({ code }) => this.#lost(socket, code);
  }

  #lost(socket: WebSocket, code: number | null): void {
    if (this.#socket !== socket || this.#closed) return;
    this.#socket = undefined;
    this.#watch('nothing');
    if (code === CLOSED_REMOVED) {
      this.#setState('removed');
      this.close();
      return;
    }
    if (this.#state === 'open') this.#setState('lost');
    // The first try that fails is a loss as well: «connecting» is for the moment in which nobody has to be told.
    else if (this.#attempt > 0) this.#setState('lost');
    this.#timer = setTimeout(() => this.#open(), backOff(this.#attempt++));
  }

  /** Wait for a word of the server: first silently, then for the answer to a ping, then no longer. */
  #watch(watching: Watching, milliseconds = 0): void {
    clearTimeout(this.#silence);
    this.#watching = watching;
    if (watching === 'nothing') return;
    this.#silence = setTimeout(() => {
      const socket = this.#socket;
      if (!socket) return;
      if (watching !== 'answer') {
        this.#send({ kind: 'ping' });
        return this.#watch('answer', ANSWER_MS);
      }
      // Its own end would wait for the other side's, which never comes.
      this.#lost(socket, null);
      socket.close();
    }, milliseconds);
  }

  #receive(message: Exclude<ServerMessage, { kind: 'alive' }>): void {
    if (message.kind === 'snapshot') {
      this.#snapshots++;
      this.#drawn = 0;
      this.#acknowledged = 0;
      this.#attempt = 0;
    }
    this.#options.onMessage(message);
    if (message.kind !== 'snapshot') return;
    this.#setState('open');
    const early = this.#early;
    this.#early = [];
    this.#earlyBytes = 0;
    for (const data of early) this.#send({ kind: 'input', data });
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }

  #send(message: ClientMessage): boolean {
    const socket = this.#socket;
    if (this.#state !== 'open' || socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(encodeClient(message));
    return true;
  }
}
