/** Kept of each, the end of it: some two hundred lines. */
const MOST = 16 * 1024;
/** A build may write a thousand lines a second, which nobody reads. */
const TELL_EVERY_MS = 250;

/** What the starts of sessions write while they go on, such as the build of an image. */
export class StartLogs {
  readonly #texts = new Map<string, string>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #tell: (id: string, text: string) => void;

  constructor(tell: (id: string, text: string) => void) {
    this.#tell = tell;
  }

  /** '' for none. */
  text(id: string): string {
    return this.#texts.get(id) ?? '';
  }

  append(id: string, text: string): void {
    this.#texts.set(id, (this.text(id) + text).slice(-MOST));
    if (this.#waiting.has(id)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(id);
      this.#tell(id, this.text(id));
    }, TELL_EVERY_MS);
    this.#waiting.set(id, timer.unref());
  }

  /** The start has ended; what it wrote is in its error, where it has one. */
  end(id: string): void {
    clearTimeout(this.#waiting.get(id));
    this.#waiting.delete(id);
    this.#texts.delete(id);
  }
}
