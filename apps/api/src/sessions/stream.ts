import type { SessionEvent } from '@craftastic/contract/sessions';
import { CoalescingQueue } from '../live/coalescing-queue.ts';
import type { SessionHub } from './hub.ts';

/** More changed paths than this are told as «much changed»: the listener rereads what it shows. */
const MOST_PATHS = 1000;

/** A session's events for one browser: what it can't take in time is merged, never lost and never piled up. */
export async function* sessionStream(hub: SessionHub, id: string, first: SessionEvent, signal?: AbortSignal) {
  const queue = new CoalescingQueue<SessionEvent>(mergeEvents);
  queue.push(first.type, first);
  const stop = hub.subscribe(id, (event) => {
    queue.push(event.type === 'draft' ? `draft ${event.ns}` : event.type, event);
    if (event.type === 'removed') queue.close();
  });
  try {
    yield* queue.drain(signal);
  } finally {
    stop();
  }
}

export function mergeEvents(earlier: SessionEvent, later: SessionEvent): SessionEvent {
  if (earlier.type !== 'files' || later.type !== 'files') return later;
  if (earlier.paths === null || later.paths === null) return { type: 'files', paths: null };
  const paths = [...earlier.paths, ...later.paths];
  return { type: 'files', paths: paths.length > MOST_PATHS ? null : paths };
}
