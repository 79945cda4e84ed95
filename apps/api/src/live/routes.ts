import type { LiveEvent } from '@craftastic/contract/live';
import { procedures } from '../rpc.ts';
import { CoalescingQueue } from './coalescing-queue.ts';

export const liveRoute = procedures.live.handler(async function* ({ context: { app }, signal }) {
  const queue = new CoalescingQueue<LiveEvent>();
  // First the word that it listens: what the page reads after it can't be older than the events that follow.
  queue.push('ready', { type: 'ready' });
  const stop = app.bus.subscribe((event) => queue.push(keyOf(event), event));
  try {
    yield* queue.drain(signal);
  } finally {
    stop();
  }
});

function keyOf(event: LiveEvent): string {
  switch (event.type) {
    case 'ready':
      return 'ready';
    case 'environment':
      return event.environment.id;
    case 'session':
      return event.session.id;
    case 'environment-removed':
    case 'session-removed':
      return event.id;
  }
}
