import type { ServerMessage } from '@craftastic/contract/terminal-frames';
import { encodeServer, ServerFrame } from '@craftastic/contract/terminal-frames';
import type { Terminal as TerminalInfo } from '@craftastic/contract/terminals';
import { Attachment } from './attachment.ts';
import { inputKind, isCursorPosition } from './device-replies.ts';
import { endProcesses } from './end-processes.ts';
import { Mirror } from './mirror.ts';
import { openPty, type Pty } from './pty.ts';

/** Output is gathered for so long, or up to so much: a frame per read of the pty (4 KB) would cost more than its bytes. */
const BATCH_MS = 5;
const BATCH_BYTES = 64 * 1024;
/** The mirror is what a program is held back by while no browser looks, so that `yes` doesn't fill the memory. */
const MIRROR_HIGH_BYTES = 512 * 1024;
const MIRROR_LOW_BYTES = 128 * 1024;

export interface TerminalOptions {
  id: string;
  name: string;
  file: string;
  args: string[];
  environment: Record<string, string>;
  directory: string;
  columns: number;
  rows: number;
  /** Name, title, size or status changed. */
  onChange(): void;
  /** A person typed, or the program wrote. */
  onActivity(): void;
}

export interface Client {
  input(data: Uint8Array): void;
  resize(columns: number, rows: number): void;
  acknowledge(bytes: number): void;
  detach(): void;
}

/** One program on a pty, its mirror, and the clients that watch and use it. */
export class Terminal {
  readonly id: string;
  name: string;
  readonly #options: TerminalOptions;
  readonly #createdAt = new Date().toISOString();
  readonly #pty: Pty;
  readonly #mirror: Mirror;
  readonly #clients = new Set<Attachment>();
  #lastUsed: Attachment | undefined;
  #title = '';
  #exitCode: number | null = null;
  #columns: number;
  #rows: number;
  #batch: Buffer[] = [];
  #batchBytes = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #flushedAt = 0;
  #mirrorFull = false;
  #removed = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.id = options.id;
    this.name = options.name;
    this.#columns = options.columns;
    this.#rows = options.rows;
    this.#mirror = new Mirror({
      columns: options.columns,
      rows: options.rows,
      onReply: (reply) => {
        if (isCursorPosition(reply)) for (const client of this.#clients) client.expectedPositions++;
        this.#pty.write(Buffer.from(reply));
      },
      onTitle: (title) => {
        if (title === this.#title) return;
        this.#title = title;
        options.onChange();
      },
    });
    this.#pty = openPty({
      ...options,
      onData: (chunk) => this.#read(chunk),
      onExit: (exitCode) => this.#exited(exitCode),
    });
  }

  /** The leader of its session of processes. */
  get pid(): number {
    return this.#pty.pid;
  }

  get info(): TerminalInfo {
    return {
      id: this.id,
      name: this.name,
      title: this.#title,
      status: this.#exitCode === null ? 'running' : 'exited',
      exitCode: this.#exitCode,
      columns: this.#columns,
      rows: this.#rows,
      createdAt: this.#createdAt,
    };
  }

  /** Everything sent goes through `send`, in order: a snapshot, then output. Closing the socket is the caller's. */
  attach(send: (frame: Uint8Array) => void): Client {
    const client = new Attachment(send);
    this.#flush();
    this.#clients.add(client);
    this.#flowChanged();
    this.#sendSnapshot(client);
    return {
      input: (data) => this.#input(client, data),
      resize: (columns, rows) => this.#resize(client, columns, rows),
      acknowledge: (bytes) => {
        if (client.acknowledge(bytes) === 'needs-snapshot') this.#sendSnapshot(client);
        this.#flowChanged();
      },
      detach: () => {
        this.#clients.delete(client);
        if (this.#lastUsed === client) this.#lastUsed = undefined;
        this.#flowChanged();
      },
    };
  }

  /** Ends what runs in it: asked with SIGHUP as by a closed window, killed a little later. */
  async remove(): Promise<void> {
    if (this.#removed) return;
    this.#removed = true;
    clearTimeout(this.#flushTimer);
    this.#clients.clear();
    const running = this.#exitCode === null;
    this.#pty.resume();
    if (running) await endProcesses(this.#pty.pid);
    this.#pty.close();
    this.#mirror.dispose();
  }

  #read(chunk: Buffer): void {
    if (this.#removed) return;
    this.#options.onActivity();
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    if (this.#batchBytes >= BATCH_BYTES) this.#flush();
    // The first output after a pause goes at once: it is the echo of a key.
    else
      this.#flushTimer ??= setTimeout(() => this.#flush(), Math.max(0, this.#flushedAt + BATCH_MS - performance.now()));
  }

  #flush(final = false): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#batchBytes === 0 || (!final && this.#allHeld())) return;
    this.#flushedAt = performance.now();
    const bytes = this.#batchBytes;
    // The one copy: the frame is what every client gets, and its body what the mirror parses.
    const frame = Buffer.allocUnsafe(1 + bytes);
    frame[0] = ServerFrame.output;
    let at = 1;
    for (const chunk of this.#batch) at += chunk.copy(frame, at);
    this.#batch = [];
    this.#batchBytes = 0;
    this.#mirror.write(frame.subarray(1), () => this.#mirrorParsed());
    for (const client of this.#clients) {
      if (final) client.finalOutput(frame, bytes);
      else client.output(frame, bytes);
    }
    this.#flowChanged();
  }

  #exited(exitCode: number): void {
    if (this.#removed) return;
    this.#flush(true);
    this.#exitCode = exitCode;
    this.#broadcast({ kind: 'exited', exitCode });
    this.#options.onChange();
  }

  #input(client: Attachment, data: Uint8Array): void {
    switch (inputKind(data)) {
      case 'mirror-answers':
        return;
      case 'browser-answers':
        if (this.#lastUsed && this.#lastUsed !== client) return;
        break;
      case 'cursor-position':
        this.#cursorPosition(client, Buffer.from(data));
        return;
      case 'typed':
        this.#lastUsed = client;
        this.#options.onActivity();
    }
    // Copied: the socket's message is a view on a pool that is written again.
    this.#pty.write(Buffer.from(data));
  }

  /**
   * An answer, or Shift-F3? An answer where the mirror has given one too; a browser may be faster than the mirror, but
   * what it answers was written to the mirror before it was sent.
   */
  #cursorPosition(client: Attachment, data: Buffer): void {
    this.#mirror.afterWritten(() => {
      if (this.#removed) return;
      if (client.expectedPositions > 0) client.expectedPositions--;
      else this.#pty.write(data);
    });
  }

  #resize(by: Attachment, columns: number, rows: number): void {
    if (columns === this.#columns && rows === this.#rows) return;
    this.#flush();
    this.#columns = columns;
    this.#rows = rows;
    this.#pty.resize(columns, rows);
    this.#mirror.resize(columns, rows);
    this.#broadcast({ kind: 'resized', columns, rows }, by);
    this.#options.onChange();
  }

  #sendSnapshot(client: Attachment): void {
    const exitCode = this.#exitCode;
    this.#mirror.afterWritten(() => {
      if (this.#removed || !this.#clients.has(client)) return;
      client.expectedPositions = 0;
      const { columns, rows } = this.#mirror;
      client.snapshot(encodeServer({ kind: 'snapshot', columns, rows, data: this.#mirror.serialize() }));
      // One that exits while the snapshot is awaited is among the frames kept for after it.
      if (exitCode !== null) client.control(encodeServer({ kind: 'exited', exitCode }));
      this.#flowChanged();
    });
  }

  #broadcast(message: ServerMessage, except?: Attachment): void {
    const frame = encodeServer(message);
    for (const client of this.#clients) if (client !== except) client.control(frame);
  }

  #mirrorParsed(): void {
    if (this.#mirrorFull && this.#mirror.pendingBytes < MIRROR_LOW_BYTES) this.#flowChanged();
  }

  #allHeld(): boolean {
    if (this.#clients.size === 0) return false;
    for (const client of this.#clients) if (!client.held) return false;
    return true;
  }

  #flowChanged(): void {
    if (this.#removed) return;
    const pending = this.#mirror.pendingBytes;
    this.#mirrorFull = pending > (this.#mirrorFull ? MIRROR_LOW_BYTES : MIRROR_HIGH_BYTES);
    const held = this.#allHeld();
    if (this.#mirrorFull || held) this.#pty.pause();
    else this.#pty.resume();
    if (!held && this.#batchBytes > 0) this.#flushTimer ??= setTimeout(() => this.#flush(), 0);
  }
}
