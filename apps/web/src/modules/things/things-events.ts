import type { GitEvent } from '@craftastic/contract/events';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { streamClient } from '../../api/stream-client.ts';
import { type ConnectionState, subscribe } from '../../api/subscribe.ts';
import { withEvent } from './event-order.ts';

/** So many events of the log are read at first. */
const READ = 100;
/** A push of a thousand branches tells a thousand events: what is on the screen is reread once for those of this time. */
const REREAD_AFTER_MS = 150;

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
    let interrupted = false;
    void subscribe<GitEvent>(
      {
        // The log first, then what comes after it: nothing falls between the two.
        open: async (signal) => {
          const { events } = await streamClient(signal);
          const known = await queries.fetchQuery({
            ...orpc.events.list.queryOptions({ input: EVENTS_INPUT }),
            staleTime: 0,
          });
          const stream = await events.stream({ after: known[0]?.sequence ?? 0 }, { signal });
          setState('online');
          if (interrupted) reread();
          interrupted = false;
          return stream;
        },
        onEvent: (event) => {
          queries.setQueryData<GitEvent[]>(eventsKey, (log) => withEvent(log ?? [], event));
          reread();
        },
        onState: (next) => {
          if (next === 'offline') interrupted = true;
          setState(next);
        },
      },
      end.signal,
    );
    return () => end.abort();
  }, [queries]);
  return state;
}

function rereader(queries: QueryClient, signal: AbortSignal): () => void {
  let timer: number | undefined;
  signal.addEventListener('abort', () => window.clearTimeout(timer));
  return () => {
    timer ??= window.setTimeout(() => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: orpc.bindings.key() });
      void queries.invalidateQueries({ queryKey: orpc.things.key() });
    }, REREAD_AFTER_MS);
  };
}
