import { contractError } from '@craftastic/contract/contract-error';
import type { Caller } from '../auth/caller.ts';
import type { Settings } from '../settings.ts';
import type { Grants } from './grants.ts';
import { appLabel, previewOrigin } from './host.ts';

interface Parts {
  settings: Settings;
  grants: Grants;
}

interface Place {
  sessionId: string;
  port: number;
  path: string;
}

/** Addresses of previews, for the browser of who asks. */
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

  originOf(label: string): string {
    const { publicUrl, previewDomain } = this.#parts.settings;
    if (previewDomain === null) throw contractError('PREVIEWS_OFF');
    return previewOrigin(label, { publicUrl, previewDomain });
  }
}
