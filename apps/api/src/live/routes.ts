import type { LiveEvent } from '@craftastic/contract/live';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { procedures } from '../rpc.ts';
import type { BusEvent } from './bus.ts';
import { CoalescingQueue } from './coalescing-queue.ts';

/** What the queue of a listener holds: an event for everybody, or that the listener's own rights have changed. */
type Told = BusEvent | { type: 'ready' } | { type: 'rights' };

export const liveRoute = procedures.live.handler(async function* ({ context: { app, caller }, signal }) {
  const queue = new CoalescingQueue<Told>();
  // First the word that it listens: what the page reads after it can't be older than the events that follow.
  queue.push('ready', { type: 'ready' });
  const stopHearing = app.bus.subscribe((event) => queue.push(keyOf(event), event));
  const stopWatching = app.access.onChange(caller, () => queue.push('rights', { type: 'rights' }));
  try {
    const shown = new Set(await app.access.readable(caller));
    for await (const told of queue.drain(signal)) yield* seenBy(app, caller, shown, told);
  } finally {
    stopHearing();
    stopWatching();
  }
});

/**
 * What of it a listener may know. `shown` are the environments that they have been told of: of one that is removed or
 * taken away nobody can ask any more who could read it.
 */
async function* seenBy(app: App, caller: Caller, shown: Set<string>, told: Told): AsyncGenerator<LiveEvent> {
  if (told.type === 'ready') return yield told;
  if (told.type === 'rights') {
    const readable = new Set(await app.access.readable(caller));
    for (const id of shown) if (!readable.has(id)) yield* forget(id, shown);
    // What came to be readable is read by whoever hears this.
    return yield { type: 'ready' };
  }
  if (told.type === 'environment-removed') return yield* forget(told.id, shown);
  if (told.type === 'session-removed') return shown.has(told.environmentId) ? yield told : undefined;
  const environmentId = environmentOf(told);
  const role = await app.access.roleIn(caller, environmentId);
  if (role === null) return yield* forget(environmentId, shown);
  shown.add(environmentId);
  yield told.type === 'environment' ? { type: 'environment', environment: { ...told.environment, role } } : told;
}

function* forget(id: string, shown: Set<string>): Generator<LiveEvent> {
  if (shown.delete(id)) yield { type: 'environment-removed', id };
}

function environmentOf(event: Exclude<BusEvent, { type: 'environment-removed' }>): string {
  switch (event.type) {
    case 'environment':
      return event.environment.id;
    case 'session':
      return event.session.environmentId;
    case 'session-removed':
    case 'sync':
      return event.environmentId;
  }
}

function keyOf(event: BusEvent): string {
  switch (event.type) {
    case 'environment':
      return event.environment.id;
    case 'session':
      return event.session.id;
    case 'environment-removed':
    case 'session-removed':
      return event.id;
    case 'sync':
      return JSON.stringify([event.ns, event.branch, event.sessionId]);
  }
}
