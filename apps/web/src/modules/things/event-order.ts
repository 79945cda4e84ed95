import type { GitEvent } from '@craftastic/contract/events';

/** So many events are kept as more come. */
const KEPT = 500;

/** Newest first; one that is there already stays once. */
export function withEvent(log: readonly GitEvent[], event: GitEvent): GitEvent[] {
  const at = log.findIndex((each) => each.sequence <= event.sequence);
  if (log[at]?.sequence === event.sequence) return [...log];
  const before = at < 0 ? log.length : at;
  return [...log.slice(0, before), event, ...log.slice(before)].slice(0, KEPT);
}
