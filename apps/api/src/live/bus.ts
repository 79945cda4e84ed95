import { EventEmitter } from 'node:events';
import type { LiveEvent } from '@craftastic/contract/live';
import type { EnvironmentRecord } from '../environments/environments.ts';

/** As listeners are told it, but for the role, which each has of their own. */
export type BusEvent =
  | Exclude<LiveEvent, { type: 'ready' | 'environment' }>
  | { type: 'environment'; environment: EnvironmentRecord };

/** Tells whoever listens that an environment or a session has changed. One process; listeners reread nothing. */
export class Bus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  get listeners(): number {
    return this.#emitter.listenerCount('event');
  }

  publish(event: BusEvent): void {
    this.#emitter.emit('event', event);
  }

  /** Returns the way to stop listening. */
  subscribe(listener: (event: BusEvent) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }
}
