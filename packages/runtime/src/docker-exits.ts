import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { LABEL, stateOfLabels } from './labels.ts';
import type { SandboxState } from './runtime.ts';

const RECONNECT_MS = 1000;

/**
 * Tells which containers ended by themselves: from the engine’s event stream, and after each (re)connection by
 * comparing with what ran before, since an engine that restarts sends no events of the time between.
 */
export class ContainerExits {
  readonly #docker: Docker;
  readonly #installation: string;
  readonly #list: () => Promise<SandboxState[]>;
  /** Ids of containers that are being ended by us; nobody is told of them. */
  readonly #expected = new Set<string>();
  /** Ids of sandboxes that ran when last seen. */
  readonly #running = new Set<string>();

  constructor(docker: Docker, installation: string, list: () => Promise<SandboxState[]>) {
    this.#docker = docker;
    this.#installation = installation;
    this.#list = list;
  }

  expectEnd(container: string): void {
    this.#expected.add(container);
  }

  expectRunning(container: string, id: string): void {
    this.#expected.delete(container);
    this.#running.add(id);
  }

  listen(listener: (id: string) => void, signal: AbortSignal): void {
    this.#follow(listener, signal).catch(() => undefined);
  }

  async #follow(listener: (id: string) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const stream = await this.#docker.getEvents({
          filters: { type: ['container'], event: ['die'], label: [`${LABEL.installation}=${this.#installation}`] },
          abortSignal: signal,
        });
        await this.#compare(listener);
        for await (const line of createInterface({ input: Readable.from(stream) })) this.#onEvent(line, listener);
      } catch {
        // The engine is away; it is asked again until it is back.
      }
      await delay(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #compare(listener: (id: string) => void): Promise<void> {
    const before = [...this.#running];
    this.#running.clear();
    for (const { id, running } of await this.#list()) if (running) this.#running.add(id);
    for (const id of before) if (!this.#running.has(id)) listener(id);
  }

  #onEvent(line: string, listener: (id: string) => void): void {
    if (line.trim() === '') return;
    const { Actor: actor } = JSON.parse(line) as { Actor: { ID: string; Attributes: Record<string, string> } };
    // Of a sandbox, by all of our labels: an image that is hostile brings any of them to what is made of it.
    const id = stateOfLabels(actor.Attributes, false)?.id;
    if (id === undefined) return;
    this.#running.delete(id);
    if (!this.#expected.delete(actor.ID)) listener(id);
  }
}
