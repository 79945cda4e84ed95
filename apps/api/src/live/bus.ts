import { EventEmitter } from 'node:events';
import type { LiveEvent } from '@craftastic/contract/live';

/** Tells whoever listens that an environment or a session has changed. One process; listeners reread nothing. */
export class Bus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  get listeners(): number {
    return this.#emitter.listenerCount('event');
  }

  publish(event: LiveEvent): void {
    this.#emitter.emit('event', event);
  }

  /** Returns the way to stop listening. */
  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }
}
