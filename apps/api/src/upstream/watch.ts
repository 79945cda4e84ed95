import type { App } from '../app.ts';

const MINUTE = 60_000;
/** Nothing tells of a push to another host, so what is bound is fetched so often. */
const FETCH_EVERY_MS = 5 * MINUTE;

/**
 * Looks at the refs when something may have moved them (a clone that is ready, git at work in a session) and each minute, for
 * what got lost on the way. Pushes to this server and fetches by hand ask for a look themselves. Returns the way to end it.
 */
export function watchUpstreams(app: App): () => void {
  const cloning = new Set<string>();
  const upstreamOf = new Map<string, string>();
  const stopListening = app.bus.subscribe((event) => {
    if (event.type === 'environment-removed') cloning.delete(event.id);
    if (event.type === 'session-removed') upstreamOf.delete(event.id);
    if (event.type === 'environment') {
      const { id, status } = event.environment;
      if (status === 'cloning') cloning.add(id);
      else if (cloning.delete(id) && status === 'ready') app.upstream.hint(id);
    }
    if (event.type === 'session') {
      // A push or a fetch in a session moves what it is ahead or behind of.
      const { id, environmentId, branch, ahead, behind } = event.session;
      const [last, now] = [upstreamOf.get(id), `${ahead} ${behind} ${branch}`];
      upstreamOf.set(id, now);
      if (last !== undefined && last !== now) app.upstream.hint(environmentId);
    }
  });

  let lastFetch = Date.now();
  let busy = false;
  async function look(): Promise<void> {
    if (Date.now() - lastFetch >= FETCH_EVERY_MS) {
      lastFetch = Date.now();
      await fetchBound(app);
    }
    await app.upstream.lookAtBound();
  }
  const start = () => {
    if (busy) return;
    busy = true;
    look()
      .catch((error) => app.log.warn({ err: error }, 'looking at the refs failed'))
      .finally(() => {
        busy = false;
      });
  };
  start();
  const timer = setInterval(start, MINUTE);
  return () => {
    clearInterval(timer);
    stopListening();
  };
}

async function fetchBound(app: App): Promise<void> {
  const rows = await app.database.client.environment.findMany({
    where: { status: 'ready', repositoryUrl: { not: null }, bindings: { some: {} } },
    select: { id: true },
  });
  for (const { id } of rows) {
    await app.environments.fetch(id).catch((error) => app.log.info({ err: error, environment: id }, 'fetching failed'));
  }
}
