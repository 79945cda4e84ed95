import type { IncomingMessage } from 'node:http';
import { hasContractCode } from '@craftastic/contract/contract-error';
import type { Access } from '../access/access.ts';
import { type Admission, type Grants, hashOf } from './grants.ts';
import { previewCookies } from './preview-cookie.ts';

/** Asked anew after so long: for what the database tells nobody of, such as an end that a clock brings. */
const GOOD_MS = 5000;
/** What is open on a visit is looked at so often. */
const SWEEP_MS = 15_000;
/** The longest that a timer goes, some 24 days; what may for longer is let in anew then. */
const LONGEST_MS = 2 ** 31 - 1;

/** A browser that was let in to one preview host, as long as it may. */
export interface Visit {
  admission: Admission;
  /** Shown in a frame of our own page. */
  framed: boolean;
  /** Have something ended when the right to it is. Returns the way to stop. */
  during(end: () => void): () => void;
}

/** By its label; `sessionId` is null for content. */
interface Host {
  label: string;
  sessionId: string | null;
}

interface Entry extends Host {
  value: string;
  admission: Admission;
  checkedAt: number;
  ends: Set<() => void>;
  /** Ends it when it expires, with what is open. */
  expiry: NodeJS.Timeout;
  unwatch: () => void;
}

/** What a cookie is worth now: who comes by it, and the role that has to be held for it; null for none. */
interface Right {
  admission: Admission;
  held: { environmentId: string; role: 'read' } | null;
}

interface Parts {
  grants: Grants;
  access: Access;
}

/**
 * Who is let in, remembered for some seconds: a page asks for hundreds of modules at once. Whoever logs out or loses
 * access, or came by a link that is taken back, is out at once, for `Access` tells of it, whichever server has done it.
 */
export class Visits {
  readonly #parts: Parts;
  readonly #entries = new Map<string, Entry>();
  /** What is being asked: a page that asks for six modules at once asks who it is once. */
  readonly #asked = new Map<string, Promise<Entry | null>>();
  readonly #timer: NodeJS.Timeout;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#sweep(), SWEEP_MS).unref();
  }

  /** The visit that a request belongs to; null where its browser was not let in. */
  async of(request: IncomingMessage, host: Host): Promise<Visit | null> {
    for (const { value, framed } of previewCookies(request.headers.cookie)) {
      const entry = await this.#entry(value, host);
      if (!entry) continue;
      return {
        admission: entry.admission,
        framed,
        during: (end) => {
          entry.ends.add(end);
          return () => entry.ends.delete(end);
        },
      };
    }
    return null;
  }

  /** Somebody was let in just now, and comes with this cookie in a moment: it is looked up meanwhile. */
  expect(value: string, host: Host): void {
    // What is wrong with it is said to whoever comes.
    this.#entry(value, host).catch(() => {});
  }

  /** A link was taken back here: what came in by it ends before that is answered. Elsewhere the database's word ends it. */
  unshared(shareId: string): void {
    for (const entry of this.#entries.values()) if (entry.admission.shareId === shareId) this.#end(entry);
  }

  async #entry(value: string, host: Host): Promise<Entry | null> {
    const key = `${host.label} ${hashOf(value)}`;
    const known = this.#entries.get(key);
    if (known && known.admission.expiresAt.getTime() > Date.now() && Date.now() - known.checkedAt < GOOD_MS)
      return known;
    const asked = this.#asked.get(key);
    if (asked) return asked;
    const asking = this.#ask(key, value, host).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asking);
    return asking;
  }

  async #ask(key: string, value: string, { label, sessionId }: Host): Promise<Entry | null> {
    const right = await this.#right(value, label, sessionId);
    const now = this.#entries.get(key);
    if (!right) {
      if (now) this.#end(now);
      return null;
    }
    if (now) {
      now.checkedAt = Date.now();
      return now;
    }
    const left = Math.min(right.admission.expiresAt.getTime() - Date.now(), LONGEST_MS);
    const entry: Entry = {
      value,
      label,
      sessionId,
      admission: right.admission,
      checkedAt: Date.now(),
      ends: new Set(),
      expiry: setTimeout(() => this.#end(entry), left).unref(),
      unwatch: () => {},
    };
    entry.unwatch = this.#watch(entry, right.held);
    this.#entries.set(key, entry);
    return entry;
  }

  #watch(entry: Entry, held: Right['held']): () => void {
    const { access } = this.#parts;
    const { caller, shareId } = entry.admission;
    const stop = access.watch(caller, held, () => this.#end(entry));
    if (shareId === null) return stop;
    // Who gave the link away may still do all they could, and have taken it back.
    const stopShare = access.onChange(caller, () => void this.#look(entry));
    return () => {
      stop();
      stopShare();
    };
  }

  /** Ends what is open on a visit that has no right any more. Who can't be asked about may not. */
  async #look(entry: Entry): Promise<void> {
    if (!(await this.#right(entry.value, entry.label, entry.sessionId).catch(() => null))) this.#end(entry);
  }

  async #right(value: string, label: string, sessionId: string | null): Promise<Right | null> {
    const admission = await this.#parts.grants.admission(value, label);
    if (!admission) return null;
    if (sessionId === null) return { admission, held: null };
    try {
      const { environmentId } = await this.#parts.access.require(admission.caller, { session: sessionId }, 'read');
      return { admission, held: { environmentId, role: 'read' } };
    } catch (error) {
      if (hasContractCode(error)) return null;
      throw error;
    }
  }

  #end(entry: Entry): void {
    clearTimeout(entry.expiry);
    entry.unwatch();
    for (const [key, other] of this.#entries) if (other === entry) this.#entries.delete(key);
    for (const end of [...entry.ends]) end();
    entry.ends.clear();
  }

  async #sweep(): Promise<void> {
    for (const entry of [...this.#entries.values()]) {
      if (Date.now() - entry.checkedAt < GOOD_MS) continue;
      if (entry.ends.size === 0) {
        this.#end(entry);
        continue;
      }
      const right = await this.#right(entry.value, entry.label, entry.sessionId).catch(() => entry);
      if (right) entry.checkedAt = Date.now();
      else this.#end(entry);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    for (const entry of [...this.#entries.values()]) this.#end(entry);
  }
}
