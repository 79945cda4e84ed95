import { contractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { PreviewShare } from '@craftastic/contract/previews';
import type { Database } from '@craftastic/db/database';
import type { PreviewShare as ShareRow } from '@craftastic/db/generated/client';
import type { Caller } from '../auth/caller.ts';
import type { Settings } from '../settings.ts';
import { type Grants, hashOf, newValue } from './grants.ts';
import { appLabel, previewOrigin } from './host.ts';
import type { Visits } from './visits.ts';

interface Parts {
  settings: Settings;
  database: Database;
  grants: Grants;
  visits: Visits;
}

interface Place {
  sessionId: string;
  port: number;
  path: string;
}

/** Addresses of previews: for one's own browser, and to give away. */
export class Previews {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async open(caller: Caller, place: Place): Promise<{ url: string; origin: string; address: string }> {
    const label = appLabel(place.port, place.sessionId);
    const origin = this.originOf(label);
    const url = await this.entrance(caller, { label, sessionId: place.sessionId }, place.path);
    return { url, origin, address: `${origin}${place.path}` };
  }

  /** The address that lets a caller's browser in to a preview host, once. */
  async entrance(caller: Caller, entry: { label: string; sessionId: string | null }, path: string): Promise<string> {
    const origin = this.originOf(entry.label);
    const ticket = await this.#parts.grants.ticket(caller, entry);
    return `${origin}/__craftastic/enter?${new URLSearchParams({ ticket, to: path })}`;
  }

  async shares(sessionId: string): Promise<PreviewShare[]> {
    const where = { sessionId, expiresAt: { gt: new Date() } };
    const rows = await this.#table.findMany({ where, orderBy: { createdAt: 'asc' } });
    return rows.map(present);
  }

  async share(
    caller: Caller,
    { sessionId, port, path, expiresInMinutes }: Place & { expiresInMinutes: number },
  ): Promise<PreviewShare & { url: string }> {
    const origin = this.originOf(appLabel(port, sessionId));
    const token = newValue();
    const expiresAt = new Date(Date.now() + expiresInMinutes * 60_000);
    const row = await this.#table.create({
      data: { id: newId(), hash: hashOf(token), sessionId, port, userId: caller.user.id, expiresAt },
    });
    return { ...present(row), url: `${origin}/__craftastic/share?${new URLSearchParams({ token, to: path })}` };
  }

  /** Take a link back: whoever came in by it is out. */
  async unshare(sessionId: string, id: string): Promise<void> {
    const { count } = await this.#table.deleteMany({ where: { id, sessionId } });
    this.#parts.visits.unshared(id);
    if (count === 0) throw contractError('NOT_FOUND', { message: 'There is no such link; it may have expired.' });
  }

  originOf(label: string): string {
    const { publicUrl, previewDomain } = this.#parts.settings;
    if (previewDomain === null) throw contractError('PREVIEWS_OFF');
    return previewOrigin(label, { publicUrl, previewDomain });
  }

  get #table() {
    return this.#parts.database.client.previewShare;
  }
}

function present({ id, sessionId, port, createdAt, expiresAt }: ShareRow): PreviewShare {
  return { id, sessionId, port, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}
