import type { DevServer } from '@craftastic/contract/dev-server';
import type { GitStatus } from '@craftastic/contract/git';
import type { Port } from '@craftastic/contract/ports';
import type { SupervisorEvent } from '@craftastic/contract/session-events';
import type { Terminal } from '@craftastic/contract/terminals';
import { Listener } from './listener.ts';

export type PathChange = { path: string; kind: 'created' | 'changed' | 'deleted' };

/** One is enough to know that a session is in use. */
const ACTIVITY_MS = 10_000;

/** Tells all listeners what happens in the session; each has its own bounded, coalescing mailbox. */
export class EventHub {
  readonly #listeners = new Set<Listener>();
  #git: GitStatus | undefined;
  #terminals: Terminal[] = [];
  #ports: Port[] = [];
  #devServer: DevServer | undefined;
  #activityAt = 0;

  /** The present state first, then changes, until `signal` is aborted. */
  async *listen(signal: AbortSignal | undefined): AsyncGenerator<SupervisorEvent, void, void> {
    const listener = new Listener();
    if (this.#git) listener.git(this.#git);
    listener.terminals(this.#terminals);
    listener.ports(this.#ports);
    if (this.#devServer) listener.devServer(this.#devServer);
    this.#listeners.add(listener);
    try {
      yield* listener.events(signal);
    } finally {
      this.#listeners.delete(listener);
    }
  }

  git(status: GitStatus): void {
    this.#git = status;
    for (const listener of this.#listeners) listener.git(status);
  }

  terminals(terminals: Terminal[]): void {
    this.#terminals = terminals;
    for (const listener of this.#listeners) listener.terminals(terminals);
  }

  ports(ports: Port[]): void {
    this.#ports = ports;
    for (const listener of this.#listeners) listener.ports(ports);
  }

  devServer(state: DevServer): void {
    this.#devServer = state;
    for (const listener of this.#listeners) listener.devServer(state);
  }

  /** Null where too much changed to name it. */
  files(changes: PathChange[] | null): void {
    for (const listener of this.#listeners) listener.files(changes);
  }

  activity(): void {
    const now = Date.now();
    if (now - this.#activityAt < ACTIVITY_MS) return;
    this.#activityAt = now;
    const at = new Date(now).toISOString();
    for (const listener of this.#listeners) listener.activity(at);
  }
}
