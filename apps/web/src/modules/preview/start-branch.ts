import type { Session } from '@craftastic/contract/sessions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client, orpc } from '../../api/client.ts';
import { writeSession } from '../../api/live.ts';
import { toast } from '../../components/toast.tsx';
import { useStore } from '../../hooks/store.ts';
import { wantsDevServer } from './preview-state.ts';
import type { Target } from './use-target.ts';

const want = (sessionId: string, on: boolean) =>
  wantsDevServer.set((wanted) => {
    const next = new Set(wanted);
    if (on) next.add(sessionId);
    else next.delete(sessionId);
    return next;
  });

/** Opens a session for a branch that has none, or starts the one it has; then its dev server, as soon as it can run. */
export function useStartBranch(environmentId: string, { branch, session }: Target) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (): Promise<Session> =>
      session ? client.sessions.start({ id: session.id }) : client.sessions.create({ environmentId, branch }),
    onSuccess: (started) => {
      want(started.id, true);
      writeSession(queries, started);
      void queries.invalidateQueries({ queryKey: orpc.sessions.list.key() });
    },
  });
}

/** Its state is told by the session's events, which may be ahead of the answer. */
export function useStartDevServer() {
  return useMutation(
    orpc.devServer.start.mutationOptions({
      onError: (error) => toast.failed('The dev server did not start', error),
    }),
  );
}

/** Does what {@link useStartBranch} has promised, once the session runs and its setup is over. */
export function useStartWhenReady({ session, devServer }: Target): void {
  const id = session?.id ?? '';
  const wanted = useStore(wantsDevServer, (all) => all.has(id));
  const { mutate: start } = useStartDevServer();
  const ready = session?.status === 'running' && session.progress === null && devServer !== undefined;
  const can = ready && !devServer.running && devServer.command !== null;
  useEffect(() => {
    if (!wanted || !ready) return;
    want(id, false);
    if (can) start({ sessionId: id });
  }, [wanted, ready, can, id, start]);
}
