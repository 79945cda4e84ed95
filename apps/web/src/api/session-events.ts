import type { GitStatus } from '@craftastic/contract/git';
import type { Ports } from '@craftastic/contract/ports';
import type { FilesChanged } from '@craftastic/contract/session-events';
import type { SessionEvent } from '@craftastic/contract/sessions';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import { createFamily, createStore, useStore } from '../hooks/store.ts';
import { orpc } from './client.ts';
import { forgetSession, writeSession } from './live.ts';
import { streamClient } from './stream-client.ts';
import { type ConnectionState, subscribe } from './subscribe.ts';
import { writeNewer } from './write-newer.ts';

/** The changed paths; null where too much changed to name it, or while nobody listened: reread what is shown. */
export type ChangedPaths = z.infer<typeof FilesChanged>['paths'];

const connectionOf = createFamily(() => createStore<ConnectionState>('connecting'));
const listenersOf = createFamily(() => new Set<(paths: ChangedPaths) => void>());
const memoryListenersOf = createFamily(() => new Set<() => void>());
const removed = createFamily(() => createStore(false));

/** Whether this session's events arrive. */
export const useSessionConnection = (sessionId: string): ConnectionState => useStore(connectionOf(sessionId));
/** The session was removed, here or elsewhere. */
export const useSessionRemoved = (sessionId: string): boolean => useStore(removed(sessionId));

/** Calls `listener` for changes on disk below the worktree. Returns how to stop. */
export function onFilesChanged(sessionId: string, listener: (paths: ChangedPaths) => void): () => void {
  const listeners = listenersOf(sessionId);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls `listener` when a program of the session was ended for want of memory. Returns how to stop. */
export function onOutOfMemory(sessionId: string, listener: () => void): () => void {
  const listeners = memoryListenersOf(sessionId);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const statusKey = (sessionId: string) => orpc.git.status.queryKey({ input: { sessionId } });

/** Whether a status tells of more than changed files: most come from a save, and need no new log. */
function refsMoved(before: GitStatus | undefined, now: GitStatus): boolean {
  const keys = ['head', 'branch', 'upstream', 'upstreamGone', 'ahead', 'behind', 'stashes', 'operation'] as const;
  return before === undefined || keys.some((key) => before[key] !== now[key]);
}

/**
 * The one subscription of an open session; the session page holds it. The session, its git status, its terminals,
 * its ports and its dev server are then kept in the query cache: read them by `orpc.sessions.get`, `orpc.git.status`,
 * `orpc.terminals.list`, `orpc.ports.list` and `orpc.devServer.state`.
 */
export function useSessionEvents(sessionId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const end = new AbortController();
    let interrupted = false;
    const write = (event: SessionEvent) => {
      switch (event.type) {
        case 'session':
          return writeSession(queries, event.session);
        case 'removed':
          removed(sessionId).set(true);
          return forgetSession(queries, sessionId);
        case 'git':
          if (!refsMoved(queries.getQueryData(statusKey(sessionId)), event.status)) {
            writeNewer(queries, statusKey(sessionId), event.status);
            return;
          }
          writeNewer(queries, statusKey(sessionId), event.status);
          // A commit, a fetch or a switch shows in none of the changes, but in these.
          for (const part of [orpc.git.log, orpc.git.branches, orpc.git.stashes, orpc.git.diff, orpc.github.branch]) {
            void queries.invalidateQueries({ queryKey: part.key({ input: { sessionId } }) });
          }
          return;
        case 'terminals':
          writeNewer(queries, orpc.terminals.list.queryKey({ input: { sessionId } }), event.terminals);
          return;
        case 'ports':
          // Whether ports can be told at all is in the answer alone, which is waited for where there was none.
          writeNewer<Ports>(
            queries,
            orpc.ports.list.queryKey({ input: { sessionId } }),
            (known) => known && { ...known, ports: event.ports },
          );
          return;
        case 'dev-server':
          writeNewer(queries, orpc.devServer.state.queryKey({ input: { sessionId } }), event.state);
          return;
        case 'files':
          for (const listener of listenersOf(sessionId)) listener(event.paths);
          return;
        case 'github':
          void queries.invalidateQueries({ queryKey: orpc.github.branch.key({ input: { sessionId } }) });
          return;
        case 'out-of-memory':
          for (const listener of memoryListenersOf(sessionId)) listener();
          return;
        case 'start-log': {
          const { text } = event;
          writeNewer(queries, orpc.sessions.startLog.queryKey({ input: { id: sessionId } }), { text });
          return;
        }
        case 'activity':
        case 'draft':
          return;
      }
    };
    void subscribe<SessionEvent>(
      {
        // Without the signal: it closes the socket, and a cancellation sent after that would fail.
        open: async (signal) => (await streamClient(signal)).sessions.events({ id: sessionId }),
        onEvent: write,
        onState: (state) => {
          connectionOf(sessionId).set(state);
          if (state === 'offline') interrupted = true;
          if (state !== 'online' || !interrupted) return;
          interrupted = false;
          for (const listener of listenersOf(sessionId)) listener(null);
        },
        isFinal: (code) => {
          const final = code === 'NOT_FOUND' || code === 'FORBIDDEN';
          // Removed, or no longer for us: asked again, the page gets to know.
          if (final) void queries.invalidateQueries({ queryKey: orpc.sessions.get.key({ input: { id: sessionId } }) });
          return final;
        },
      },
      end.signal,
    );
    return () => end.abort();
  }, [sessionId, queries]);
}
