import type { GitEvent } from '@craftastic/contract/events';
import type { SessionEvent } from '@craftastic/contract/sessions';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { readAnew } from '../../api/read-anew.ts';
import { streamClient } from '../../api/stream-client.ts';
import { type ConnectionState, subscribe } from '../../api/subscribe.ts';
import { withEvent } from './event-order.ts';

/** So many events of the log are read at first. */
const READ = 100;
/** A push of a thousand branches tells a thousand events: what is on the screen is reread no more often than this. */
const PAUSE_MS = 200;

export const EVENTS_INPUT = { limit: READ };
const eventsKey = orpc.events.list.queryKey({ input: EVENTS_INPUT });

/**
 * The one subscription of the explorer; its page holds it. The log is kept in the query cache, read by
 * `orpc.events.list`; what an event has changed is read anew.
 */
export function useThingsEvents(): ConnectionState {
  const queries = useQueryClient();
  const [state, setState] = useState<ConnectionState>('connecting');
  useEffect(() => {
    const end = new AbortController();
    const reread = rereader(queries, end.signal);
    void subscribe<GitEvent>(
      {
        // The log first, then what comes after it: nothing falls between the two.
        open: async (signal) => {
          const { events } = await streamClient(signal);
          const known = await queries.fetchQuery({
            ...orpc.events.list.queryOptions({ input: EVENTS_INPUT }),
            staleTime: 0,
          });
          // Without the signal: it closes the socket, and a cancellation sent after that would fail.
          const stream = await events.stream({ after: known[0]?.sequence ?? 0 });
          setState('online');
          // What happened before, since the page read it or while nobody listened, is in the log alone.
          reread();
          return stream;
        },
        onEvent: (event) => {
          queries.setQueryData<GitEvent[]>(eventsKey, (log) => withEvent(log ?? [], event));
          reread();
        },
        onState: setState,
      },
      end.signal,
    );
    return () => end.abort();
  }, [queries]);
  return state;
}

/** While a draft is looked at: what its session has is read anew whenever that changes. */
export function useDraftEvents(sessionId: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (sessionId === undefined) return;
    const end = new AbortController();
    const reread = rereader(queries, end.signal);
    void subscribe<SessionEvent>(
      {
        open: async (signal) => (await streamClient(signal)).sessions.events({ id: sessionId }),
        onEvent: ({ type }) => {
          if (type === 'draft' || type === 'removed') reread();
        },
        // What changed while nobody listened was told to nobody.
        onState: (state) => {
          if (state === 'online') reread();
        },
        isFinal: (code) => code === 'NOT_FOUND' || code === 'FORBIDDEN',
      },
      end.signal,
    );
    return () => end.abort();
  }, [sessionId, queries]);
}

/** At once for the first event, then once for all that come within the pause. */
function rereader(queries: QueryClient, signal: AbortSignal): () => void {
  let timer: number | undefined;
  let waiting = false;
  signal.addEventListener('abort', () => window.clearTimeout(timer));
  const reread = () => {
    waiting = false;
    readAnew(queries, orpc.bindings.key());
    readAnew(queries, orpc.things.key());
    readAnew(queries, orpc.ns.key());
    timer = window.setTimeout(() => {
      timer = undefined;
      if (waiting) reread();
    }, PAUSE_MS);
  };
  return () => {
    if (timer === undefined) reread();
    else waiting = true;
  };
}
