import { setTimeout as wait } from 'node:timers/promises';
import type { Port } from '@craftastic/contract/ports';
import type { SupervisorEvent } from '@craftastic/contract/session-events';
import type { SessionEvent } from '@craftastic/contract/sessions';
import type { Logger } from 'pino';
import type { SessionClient } from '../sandboxes/supervisor-client.ts';

type Listener = (event: SessionEvent) => void;

interface Feed {
  abort: AbortController;
  /** The present state, by type, for a listener that comes later. */
  latest: Map<SupervisorEvent['type'], SupervisorEvent>;
}

const RETRY_MS = [100, 300, 1000, 3000];

/**
 * What supervisors tell, once for the whole server: one stream from each running session, given on to every browser
 * that has it open and to the server itself.
 */
export class SessionHub {
  readonly #feeds = new Map<string, Feed>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #everywhere = new Set<(sessionId: string, event: SupervisorEvent) => void>();
  readonly #own: (sessionId: string, event: SupervisorEvent) => void;
  readonly #log: Logger;

  constructor(own: (sessionId: string, event: SupervisorEvent) => void, log: Logger) {
    this.#own = own;
    this.#log = log;
  }

  /** Start to listen to a session's supervisor, until `close`. A stream that breaks is opened again. */
  open(sessionId: string, client: SessionClient): void {
    if (this.#feeds.has(sessionId)) return;
    const feed: Feed = { abort: new AbortController(), latest: new Map() };
    this.#feeds.set(sessionId, feed);
    void this.#follow(sessionId, client, feed);
  }

  async #follow(sessionId: string, client: SessionClient, feed: Feed): Promise<void> {
    const { signal } = feed.abort;
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const event of await client.events(undefined, { signal })) {
          failures = 0;
          if (event.type !== 'files' && event.type !== 'activity') feed.latest.set(event.type, event);
          this.#own(sessionId, event);
          for (const hear of this.#everywhere) hear(sessionId, event);
          this.publish(sessionId, event);
        }
      } catch (error) {
        if (!signal.aborted) this.#log.debug({ err: error, sessionId }, 'event stream of a supervisor broke');
      }
      if (signal.aborted) return;
      const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 3000;
      failures += 1;
      await wait(delay, undefined, { signal }).catch(() => {});
    }
  }

  close(sessionId: string): void {
    this.#feeds.get(sessionId)?.abort.abort();
    this.#feeds.delete(sessionId);
  }

  closeAll(): void {
    for (const id of [...this.#feeds.keys()]) this.close(id);
  }

  /** The ports of a running session, as its supervisor told them last. */
  portsOf(sessionId: string): Port[] {
    const event = this.#feeds.get(sessionId)?.latest.get('ports');
    return event?.type === 'ports' ? event.ports : [];
  }

  /** Hear what every supervisor tells. Returns the way to stop. */
  subscribeAll(listener: (sessionId: string, event: SupervisorEvent) => void): () => void {
    this.#everywhere.add(listener);
    return () => this.#everywhere.delete(listener);
  }

  publish(sessionId: string, event: SessionEvent): void {
    for (const listener of this.#listeners.get(sessionId) ?? []) listener(event);
  }

  /** Hear a session's events, the present state first. Returns the way to stop. */
  subscribe(sessionId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(sessionId) ?? new Set();
    this.#listeners.set(sessionId, listeners.add(listener));
    for (const event of this.#feeds.get(sessionId)?.latest.values() ?? []) listener(event);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(sessionId) === listeners) this.#listeners.delete(sessionId);
    };
  }
}
