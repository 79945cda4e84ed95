import { Worker } from 'node:worker_threads';
import { escaped } from './html.ts';
import type { Body, Rendered } from './render.ts';
import type { Answered, Asked } from './render-worker.ts';

/** A page takes milliseconds. What takes so long was written to. */
const MOST_MS = 4000;
/** A thread that has to be started first loads all that renders: on a machine that is busy, for seconds. */
const MOST_START_MS = 30_000;
/** Without work for so long the thread is given back. */
const IDLE_MS = 60_000;
/** Of a cache: pages that are looked at again, as when one goes back. */
const KEPT = 200;
const MOST_KEPT_TEXT = 64 * 1024;

interface Waiting {
  key: string;
  body: Body;
  resolve: (rendered: Rendered) => void;
}

/**
 * Renders bodies in a thread, one after another: a body that takes for ever, or all memory, holds up no request but
 * those for bodies, and is given up. What can't be rendered is shown as text.
 */
export class Renderer {
  readonly #queue: Waiting[] = [];
  readonly #kept = new Map<string, Rendered>();
  #worker: Worker | null = null;
  #running: (Waiting & { id: number; timer: NodeJS.Timeout }) | null = null;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;
  #closed = false;

  async render(body: Body): Promise<Rendered> {
    const key = JSON.stringify(body);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    return new Promise<Rendered>((resolve) => {
      this.#queue.push({ key, body, resolve });
      this.#next();
    });
  }

  #keep(key: string, rendered: Rendered): void {
    if (key.length > MOST_KEPT_TEXT) return;
    this.#kept.set(key, rendered);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    clearTimeout(this.#idle);
    const waiting = this.#queue.shift();
    if (!waiting) {
      this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
      return;
    }
    this.#count += 1;
    const timer = setTimeout(() => this.#giveUp('It took too long.'), MOST_START_MS);
    this.#running = { ...waiting, id: this.#count, timer };
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id: this.#count, body: waiting.body } satisfies Asked);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
      // It has no use for what the server knows.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    worker.on('message', (answer: Answered) => {
      const running = this.#running;
      if (running?.id !== answer.id) return;
      if ('begun' in answer) {
        clearTimeout(running.timer);
        running.timer = setTimeout(() => this.#giveUp('It took too long.'), MOST_MS);
        return;
      }
      // What was given up is tried again by the next who asks.
      if ('rendered' in answer) this.#keep(running.key, answer.rendered);
      this.#end('rendered' in answer ? answer.rendered : asText(running.body, answer.error));
    });
    // Out of memory: the thread is gone.
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#giveUp(error.message);
    });
    return worker;
  }

  #end(rendered: Rendered): void {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    clearTimeout(running.timer);
    running.resolve(rendered);
    this.#next();
  }

  #giveUp(reason: string): void {
    this.#stop();
    if (this.#running) this.#end(asText(this.#running.body, reason));
  }

  #stop(): void {
    void this.#worker?.terminate();
    this.#worker = null;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#idle);
    this.#stop();
    for (const { body, resolve } of [...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)])
      resolve(asText(body, 'The server ends.'));
    if (this.#running) clearTimeout(this.#running.timer);
    this.#running = null;
  }
}

function asText({ text }: Body, reason: string): Rendered {
  return {
    html: `<pre tabindex="0">${escaped(text)}</pre>`,
    headings: [],
    fault: `This can only be shown as text: ${reason}`,
  };
}
