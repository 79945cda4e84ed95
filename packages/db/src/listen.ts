import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const AGAIN_MS = 1000;

/**
 * Hear what is notified on a channel of the database, by whichever process. `onGap` is called whenever listening has begun
 * anew: what was notified while there was no connection is lost. Resolves once it listens; returns the way to stop.
 */
export async function listen(
  url: string,
  channel: string,
  { onNotice, onGap }: { onNotice: (payload: string) => void; onGap: () => void },
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    // Kept alive, for a connection that a firewall has forgotten says nothing, and this one never asks.
    const next = new pg.Client({ connectionString: url, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
    next.on('notification', ({ payload }) => onNotice(payload ?? ''));
    next.on('error', () => {}); // `end` follows
    await next.connect();
    await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    next.once('end', () => void again());
    return next;
  }

  async function again(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        client = await connect();
        if (stopping.signal.aborted) return await client.end();
        return onGap();
      } catch {
        // The database is starting, or gone; all that needs it says so.
        await wait(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  return async () => {
    stopping.abort();
    await client.end();
  };
}
