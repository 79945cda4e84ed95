/** One word of it is enough for so long. */
const TOLD_MS = 10_000;
/** Pings that keep a socket alive are some bytes each; who looks at a page that changes moves more. */
const WINDOW_BYTES = 1024;

/** Tells that a session's preview is used: by requests, and by bytes on what stays open. */
export class PreviewActivity {
  readonly #tell: (sessionId: string) => void;
  readonly #seen = new Map<string, { toldAt: number; since: number; bytes: number }>();

  constructor(tell: (sessionId: string) => void) {
    this.#tell = tell;
  }

  request(sessionId: string): void {
    this.#note(sessionId, WINDOW_BYTES, Date.now());
  }

  bytes(sessionId: string, bytes: number): void {
    this.#note(sessionId, bytes, Date.now());
  }

  #note(sessionId: string, bytes: number, now: number): void {
    const seen = this.#seen.get(sessionId) ?? { toldAt: 0, since: now, bytes: 0 };
    if (now - seen.since > TOLD_MS) {
      seen.since = now;
      seen.bytes = 0;
    }
    seen.bytes += bytes;
    this.#seen.set(sessionId, seen);
    if (seen.bytes < WINDOW_BYTES || now - seen.toldAt < TOLD_MS) return;
    seen.toldAt = now;
    this.#tell(sessionId);
  }
}
