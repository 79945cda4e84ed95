import { useSessionEvents } from '../../api/session-events.ts';

/** Keeps another session than the page's own in the query cache, while it is previewed. */
export function FollowSession({ sessionId }: { sessionId: string }) {
  useSessionEvents(sessionId);
  return null;
}
