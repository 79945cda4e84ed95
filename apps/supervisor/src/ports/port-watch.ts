import { access, readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Port } from '@craftastic/contract/ports';
import { log } from '../log.ts';
import { type Owner, ownersOf } from './owners.ts';
import { parseProcNet } from './parse-proc-net.ts';
import { addressesOf, type Held, isOfSession, presentPorts } from './present-ports.ts';

/**
 * When to look after something happened: a server listens soon after its first line, and some only after a long build.
 * The kernel tells nobody that a socket listens, so it is looked for, less and less often; two files are read.
 */
const LOOKS_MS = [50, 150, 400, 1000, 2500, 6000, 15_000, 30_000];
/** While somebody waits for a port; the last one again and again. */
const WAITING_MS = [100, 200, 400, 800, 1000];
/** A holder that was not seen may be seen at the next look: it was about to start another program. */
const OWNER_TRIES = 3;

export interface PortWatchOptions {
  isolated: boolean;
  /** `CRAFTASTIC_SANDBOX` of this sandbox: by it the processes of a session without a container are told. */
  mark: string | null;
  /** Where the kernel tells of sockets and processes; `/proc` unless a test says so. */
  procDirectory?: string;
  terminalOf(session: number): string | null;
  onChange(ports: Port[]): void;
}

/** What listens: the session's, and what is not. */
interface Found {
  sockets: Held[];
  others: Held[];
}

/** The ports that programs of the session listen on. Looked for when something happened that may have opened one. */
export class PortWatch {
  readonly #options: PortWatchOptions;
  readonly #owners = new Map<number, { owner: Owner | null; tries: number }>();
  readonly #changes = new Set<() => void>();
  /** As of the last look. */
  current: Port[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextLook = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: PortWatchOptions) {
    this.#options = options;
  }

  /** Something happened: a terminal printed, was opened or has ended. Cheap; may be called for every byte. */
  nudge(): void {
    // Looks that are due soon go on as they are: a program that prints all the time must not put them off.
    if (this.#closed || (this.#timer && this.#nextLook <= 1)) return;
    this.#nextLook = 0;
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const delay = LOOKS_MS[this.#nextLook];
    if (delay === undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#nextLook += 1;
      this.look()
        .catch((error: unknown) => log('Looking for ports failed', { error }))
        .finally(() => this.#schedule());
    }, delay).unref();
  }

  /** The ports as they are now. */
  async look(): Promise<Port[]> {
    const { sockets } = await this.#sockets();
    const ports = presentPorts(sockets, this.#options.terminalOf);
    if (!isDeepStrictEqual(ports, this.current)) {
      this.current = ports;
      this.#options.onChange(ports);
      for (const wake of [...this.#changes]) wake();
    }
    return ports;
  }

  /** Whether anything can be told of who listens: macOS has no /proc. */
  async canSee(): Promise<boolean> {
    const { procDirectory = '/proc' } = this.#options;
    return access(`${procDirectory}/net/tcp`).then(
      () => true,
      () => false,
    );
  }

  /** Where the session listens on a port now, in the order to dial; empty where it doesn't. */
  async addressesOf(port: number): Promise<string[]> {
    const { sockets, others } = await this.#sockets();
    const atPort = (socket: Held) => socket.port === port;
    return addressesOf(sockets.filter(atPort), others.filter(atPort));
  }

  /** Whether a port is listened on: now, and each time it changes. Looks all the time while it isn't. */
  async *follow(port: number, signal: AbortSignal): AsyncGenerator<{ listening: boolean }, void, void> {
    let told: boolean | undefined;
    for (let round = 0; !signal.aborted; ) {
      const listening = (await this.look()).some((found) => found.port === port);
      if (listening !== told) {
        told = listening;
        round = 0;
        yield { listening };
        continue;
      }
      await this.#changeOrAfter(WAITING_MS[Math.min(round, WAITING_MS.length - 1)] ?? 1000, signal);
      round += 1;
    }
  }

  #changeOrAfter(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#changes.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#changes.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  /** One at a time: two that read the same unknown socket would both read every process. */
  #sockets(): Promise<Found> {
    const turn = this.#turn.then(() => this.#read());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #read(): Promise<Found> {
    // Without /proc nothing can be told of who listens, and what isn't known to be the session's is never shown.
    const { procDirectory = '/proc' } = this.#options;
    const tables = await Promise.all(
      ['tcp', 'tcp6'].map((name) => readFile(`${procDirectory}/net/${name}`, 'latin1').catch(() => '')),
    );
    const listeners = tables.flatMap(parseProcNet);
    await this.#learnOwners(new Set(listeners.map(({ inode }) => inode)));
    const own = { pid: process.pid, ...this.#options };
    const found: Found = { sockets: [], others: [] };
    for (const listener of listeners) {
      const held = { ...listener, owner: this.#owners.get(listener.inode)?.owner ?? null };
      (isOfSession(held, own) ? found.sockets : found.others).push(held);
    }
    return found;
  }

  async #learnOwners(present: ReadonlySet<number>): Promise<void> {
    for (const inode of this.#owners.keys()) if (!present.has(inode)) this.#owners.delete(inode);
    const unknown = new Set([...present].filter((inode) => this.#wantsOwner(inode)));
    if (unknown.size === 0) return;
    const found = await ownersOf(unknown);
    for (const inode of unknown) {
      const tries = (this.#owners.get(inode)?.tries ?? 0) + 1;
      this.#owners.set(inode, { owner: found.get(inode) ?? null, tries });
    }
  }

  #wantsOwner(inode: number): boolean {
    const known = this.#owners.get(inode);
    return known === undefined || (known.owner === null && known.tries < OWNER_TRIES);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const wake of [...this.#changes]) wake();
  }
}
