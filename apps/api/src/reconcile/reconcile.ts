import type { App } from '../app.ts';

/**
 * Bring sandboxes, disk and database together at the start of the server. Removes sandboxes that nobody knows (their
 * files stay), takes up those that outlived the last server, and never deletes a worktree. Returns what it did.
 */
export async function reconcile(app: App): Promise<string[]> {
  const { sandboxes, database } = app;
  const done: string[] = [];
  const [states, environments, sessions] = await Promise.all([
    sandboxes.runtime.list(),
    database.client.environment.findMany({ select: { id: true } }),
    database.client.session.findMany({ select: { id: true, name: true, status: true } }),
  ]);
  const known = new Set([...environments, ...sessions].map(({ id }) => id));
  const running = new Set<string>();
  for (const state of states) {
    if (!known.has(state.id)) {
      await sandboxes.remove(state.id);
      done.push(`Removed a sandbox that belongs to nothing (${state.id}).`);
    } else if (state.running && state.kind === 'repository') {
      // Whatever it was doing ended with the server that asked for it; the next call starts it as it should be now.
      await sandboxes.stop(state.id);
    } else if (state.running) {
      await sandboxes.adopt(state);
      running.add(state.id);
    }
  }
  await app.environments.resume();
  await app.sessions.resume(running);
  const found = sessions.filter(({ id, status }) => status === 'running' && running.has(id)).length;
  if (found > 0) done.push(`Found ${found} running ${found === 1 ? 'session' : 'sessions'} again.`);
  return done;
}
