import { HIGH_WATER_BYTES, LOW_WATER_BYTES } from '@craftastic/contract/terminal-frames';

/**
 * Flow control of one client of a terminal. States:
 *
 * - `waiting`: its snapshot is not made yet; output that comes meanwhile is kept, bounded by what the mirror may lag.
 * - `live`: gets output as it comes.
 * - `held`: has more than HIGH_WATER bytes unacknowledged and gets nothing. While others go on it is `lagging`: what it
 *   misses is not kept, it gets a new snapshot once it has drained. So a slow tab costs no memory and slows no one.
 */
export class Attachment {
  readonly #send: (frame: Uint8Array) => void;
  #state: 'waiting' | 'live' | 'held' = 'waiting';
  #lagging = false;
  #kept: { frame: Uint8Array; bytes: number }[] = [];
  #unacknowledged = 0;
  #acknowledged = 0;
  /** Answers to "where is the cursor" that this client may still send, and that the mirror has given. */
  expectedPositions = 0;

  constructor(send: (frame: Uint8Array) => void) {
    this.#send = send;
  }

  get held(): boolean {
    return this.#state === 'held';
  }

  get lagging(): boolean {
    return this.#lagging;
  }

  /** `bytes` is the length of the frame's body. */
  output(frame: Uint8Array, bytes: number): void {
    if (this.#state === 'waiting') this.#kept.push({ frame, bytes });
    else if (this.#state === 'held') this.#lagging = true;
    else this.#deliver(frame, bytes);
  }

  /** The last of a program that has ended: small, and there is nothing left to hold it back for. */
  finalOutput(frame: Uint8Array, bytes: number): void {
    if (this.#state === 'held' && !this.#lagging) this.#deliver(frame, bytes);
    else this.output(frame, bytes);
  }

  /** Other frames keep their place among the output; one that lags will see it in its snapshot. */
  control(frame: Uint8Array): void {
    if (this.#state === 'waiting') this.#kept.push({ frame, bytes: 0 });
    else if (!this.#lagging) this.#send(frame);
  }

  /** The frames kept while waiting for a snapshot come after it, the news of an exit among them. */
  snapshot(frame: Uint8Array): void {
    this.#state = 'live';
    this.#lagging = false;
    this.#unacknowledged = 0;
    this.#acknowledged = 0;
    this.#send(frame);
    const kept = this.#kept;
    this.#kept = [];
    for (const { frame, bytes } of kept) this.#deliver(frame, bytes);
  }

  /**
   * `total` is what the client has drawn since its snapshot, modulo 2^32. An acknowledgement from before the snapshot
   * that crossed it on the way claims more than was sent, and is passed over.
   */
  acknowledge(total: number): 'drained' | 'needs-snapshot' | 'none' {
    const bytes = (total - this.#acknowledged) >>> 0;
    if (bytes > this.#unacknowledged) return 'none';
    this.#acknowledged = total;
    this.#unacknowledged -= bytes;
    if (this.#state !== 'held' || this.#unacknowledged > LOW_WATER_BYTES) return 'none';
    if (this.#lagging) {
      this.#state = 'waiting';
      return 'needs-snapshot';
    }
    this.#state = 'live';
    return 'drained';
  }

  #deliver(frame: Uint8Array, bytes: number): void {
    this.#unacknowledged += bytes;
    if (this.#unacknowledged > HIGH_WATER_BYTES) this.#state = 'held';
    this.#send(frame);
  }
}
