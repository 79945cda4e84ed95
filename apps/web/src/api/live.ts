import type { Environment } from '@craftastic/contract/environments';
import type { LiveEvent } from '@craftastic/contract/live';
import type { Session } from '@craftastic/contract/sessions';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { createStore, useStore } from '../hooks/store.ts';
import { orpc } from './client.ts';
import { readAnew } from './read-anew.ts';
import { streamClient } from './stream-client.ts';
import { type ConnectionState, subscribe } from './subscribe.ts';
import { writeNewer } from './write-newer.ts';

const connection = createStore<ConnectionState>('connecting');

/** Whether the server answers, as the app's one standing subscription sees it. */
export const useConnection = (): ConnectionState => useStore(connection);

export const environmentsKey: QueryKey = orpc.environments.list.queryKey();
const sessionsKey: QueryKey = orpc.sessions.list.queryKey({ input: {} });

/** Keeps environments and sessions in the query cache as they change on the server, until `signal` is aborted. */
export function followLive(queries: QueryClient, signal: AbortSignal): Promise<void> {
  return subscribe<LiveEvent>(
    {
      // Without the signal: it closes the socket, and a cancellation sent after that would fail.
      open: async (signal) => (await streamClient(signal)).live(),
      onEvent: (event) => write(queries, event),
      onState: (state) => connection.set(state),
    },
    signal,
  );
}

function write(queries: QueryClient, event: LiveEvent): void {
  switch (event.type) {
    case 'ready':
      // Listening from now on; what changed before is read once.
      void queries.invalidateQueries({ queryKey: environmentsKey });
      void queries.invalidateQueries({ queryKey: sessionsKey });
      // With one's role in it, which may be why this is said again.
      void queries.invalidateQueries({ queryKey: orpc.environments.get.key() });
      void queries.invalidateQueries({ queryKey: orpc.bindings.key() });
      return;
    case 'environment':
      put<Environment>(queries, environmentsKey, (list) => upsert(list, event.environment));
      writeNewer(queries, orpc.environments.get.queryKey({ input: { id: event.environment.id } }), event.environment);
      return;
    case 'environment-removed':
      put<Environment>(queries, environmentsKey, (list) => without(list, event.id));
      queries.removeQueries({ queryKey: orpc.environments.get.queryKey({ input: { id: event.id } }) });
      return;
    case 'session':
      writeSession(queries, event.session);
      return;
    case 'session-removed':
      forgetSession(queries, event.id);
      return;
    case 'sync':
      // What is on the screen of it is read again; what is not, when it is shown.
      readAnew(queries, orpc.bindings.list.key());
      for (const part of [orpc.bindings.branches, orpc.bindings.drafts]) {
        readAnew(queries, part.key({ input: { ns: event.ns } }));
      }
      return;
  }
}

export function writeSession(queries: QueryClient, session: Session): void {
  put<Session>(queries, sessionsKey, (list) => upsert(list, session));
  writeNewer(queries, orpc.sessions.get.queryKey({ input: { id: session.id } }), session);
}

export function forgetSession(queries: QueryClient, id: string): void {
  put<Session>(queries, sessionsKey, (list) => without(list, id));
}

function put<T extends { id: string }>(queries: QueryClient, key: QueryKey, change: (list: T[]) => T[]): void {
  writeNewer<T[]>(queries, key, (list) => (list ? change(list) : list));
}

export function upsert<T extends { id: string }>(list: T[], item: T): T[] {
  const at = list.findIndex((each) => each.id === item.id);
  return at < 0 ? [...list, item] : list.with(at, item);
}

const without = <T extends { id: string }>(list: T[], id: string): T[] => list.filter((each) => each.id !== id);
