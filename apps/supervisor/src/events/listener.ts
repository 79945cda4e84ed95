import type { DevServer } from '@craftastic/contract/dev-server';
import type { GitStatus } from '@craftastic/contract/git';
import type { Port } from '@craftastic/contract/ports';
import type { SupervisorEvent } from '@craftastic/contract/session-events';
import type { Terminal } from '@craftastic/contract/terminals';
import type { PathChange } from './hub.ts';
import { mergeKinds } from './merge-kinds.ts';

/** Above this a listener is told to reread: naming more costs it more than looking. */
const PATHS_LIMIT = 1000;

/**
 * The mailbox of one listener. However slowly it is read it holds one event of each type: newer states replace older
 * ones, and changed paths are merged.
 */
export class Listener {
  #git: GitStatus | undefined;
  #terminals: Terminal[] | undefined;
  #ports: Port[] | undefined;
  #devServer: DevServer | undefined;
  #files: Map<string, PathChange['kind']> | null | undefined;
  #activity: string | undefined;
  #wake: (() => void) | undefined;

  git(status: GitStatus): void {
    this.#git = status;
    this.#wake?.();
  }

  terminals(terminals: Terminal[]): void {
    this.#terminals = terminals;
    this.#wake?.();
  }

  ports(ports: Port[]): void {
    this.#ports = ports;
    this.#wake?.();
  }

  devServer(state: DevServer): void {
    this.#devServer = state;
    this.#wake?.();
  }

  files(changes: PathChange[] | null): void {
    if (changes === null) this.#files = null;
    else if (this.#files !== null) {
      this.#files ??= new Map();
      for (const { path, kind } of changes) {
        const merged = mergeKinds(this.#files.get(path), kind);
        if (merged) this.#files.set(path, merged);
        else this.#files.delete(path);
      }
      if (this.#files.size > PATHS_LIMIT) this.#files = null;
    }
    this.#wake?.();
  }

  activity(at: string): void {
    this.#activity = at;
    this.#wake?.();
  }

  async *events(signal: AbortSignal | undefined): AsyncGenerator<SupervisorEvent, void, void> {
    const onAbort = () => this.#wake?.();
    signal?.addEventListener('abort', onAbort);
    try {
      while (!signal?.aborted) {
        const events = this.#take();
        if (events.length === 0) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
        for (const event of events) {
          if (signal?.aborted) return;
          yield event;
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #take(): SupervisorEvent[] {
    const events: SupervisorEvent[] = [];
    // Files before git: a panel that rereads a file on a new status must not read an older cache of it.
    if (this.#files === null) events.push({ type: 'files', paths: null });
    else if (this.#files?.size) {
      events.push({ type: 'files', paths: Array.from(this.#files, ([path, kind]) => ({ path, kind })) });
    }
    if (this.#git) events.push({ type: 'git', status: this.#git });
    if (this.#terminals) events.push({ type: 'terminals', terminals: this.#terminals });
    if (this.#ports) events.push({ type: 'ports', ports: this.#ports });
    if (this.#devServer) events.push({ type: 'dev-server', state: this.#devServer });
    if (this.#activity) events.push({ type: 'activity', at: this.#activity });
    this.#files = undefined;
    this.#git = undefined;
    this.#terminals = undefined;
    this.#ports = undefined;
    this.#devServer = undefined;
    this.#activity = undefined;
    return events;
  }
}
