import type { Progress } from '@craftastic/contract/progress';
import type { BranchContext } from '@craftastic/db/generated/client';
import type { Bus } from '../live/bus.ts';

type Told = Pick<BranchContext, 'id' | 'branch' | 'session'> & { binding: { ns: string; environmentId: string } };

/** A long sync is told this often; what people look at need not be newer. */
const EVERY_MS = 250;

/** How far the syncs of this process are, and the word to every listener that the state of one has changed. */
export class SyncStates {
  readonly #bus: Bus;
  readonly #progress = new Map<number, { progress: Progress; toldAt: number }>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  progressOf(contextId: number): Progress | null {
    return this.#progress.get(contextId)?.progress ?? null;
  }

  /** Once for each that begins, then now and then. */
  goesOn(context: Told, progress: Progress): void {
    const last = this.#progress.get(context.id)?.toldAt ?? 0;
    const now = Date.now();
    const due = now - last >= EVERY_MS;
    this.#progress.set(context.id, { progress, toldAt: due ? now : last });
    if (due) this.tell(context);
  }

  /** It has ended, one way or the other; the row says which. */
  ended(context: Told): void {
    this.#progress.delete(context.id);
    this.tell(context);
  }

  tell({ branch, session, binding: { ns, environmentId } }: Told): void {
    this.#bus.publish({ type: 'sync', environmentId, ns, branch, sessionId: session === '' ? null : session });
  }
}
