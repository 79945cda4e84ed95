import { setTimeout as wait } from 'node:timers/promises';
import type { SupervisorEvent } from '@craftastic/contract/session-events';
import type { Database } from '@craftastic/db/database';
import type { BranchContext } from '@craftastic/db/generated/client';
import type { Logger } from 'pino';
import { bindingsOver } from '../bindings/bindings-over.ts';
import type { Bus } from '../live/bus.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { Coalesced } from '../upstream/coalesced.ts';
import { applyDrafts, queueDrafts } from './draft-contexts.ts';

interface Parts {
  database: Database;
  sessions: Sessions;
  bus: Bus;
  log: Logger;
}

/** Between two looks at one session. */
const PAUSE_MS = 30;
/** After a look that found nothing: a build that writes what is no content takes a part of a core, not all of it. */
const QUIET_PAUSE_MS = 300;
/** Files that decide over other paths than their own. */
const RULES = new Set(['.gitignore', '.gitattributes']);

/**
 * Content as sessions have it, before any push. What a session's supervisor tells is a hint; what is on disk is the truth,
 * and a sync reads it. So a lost hint costs no more than the time to the next one, and when the server starts each session's
 * stream begins with its present state.
 */
export class Drafts {
  readonly #parts: Parts;
  readonly #hints = new Coalesced((sessionId) => this.#follow(sessionId));
  /** Paths that changed and are not looked at yet; null for anything. */
  readonly #changed = new Map<string, Set<string> | null>();
  /** What HEAD was when it was told of last. */
  readonly #heads = new Map<string, string>();
  /** Sessions whose last look found nothing new. */
  readonly #quiet = new Set<string>();
  readonly #ended = new AbortController();
  readonly #stop: (() => void)[];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#stop = [
      parts.sessions.hub.subscribeAll((id, event) => this.#hear(id, event)),
      parts.bus.subscribe((event) => {
        if (event.type === 'session-removed') void this.#removed(event.id);
      }),
    ];
  }

  #hear(sessionId: string, event: SupervisorEvent): void {
    if (event.type === 'files') this.#hint(sessionId, event.paths?.map(({ path }) => path) ?? null);
    if (event.type !== 'git') return;
    const head = `${event.status.head} ${event.status.branch}`;
    if (this.#heads.get(sessionId) === head) return;
    this.#heads.set(sessionId, head);
    this.#hint(sessionId, null);
  }

  #hint(sessionId: string, paths: string[] | null): void {
    if (this.#ended.signal.aborted) return;
    const waiting = this.#changed.get(sessionId);
    const isRule = paths?.some((path) => RULES.has(path.slice(path.lastIndexOf('/') + 1)));
    if (paths === null || waiting === null || isRule) this.#changed.set(sessionId, null);
    else this.#changed.set(sessionId, new Set([...(waiting ?? []), ...paths]));
    this.#hints.run(sessionId).catch((error) => {
      this.#parts.log.warn({ err: error, sessionId }, 'a draft was not looked at');
    });
  }

  async #follow(sessionId: string): Promise<void> {
    const { database } = this.#parts;
    const changed = this.#changed.get(sessionId);
    this.#changed.delete(sessionId);
    if (changed === undefined) return;
    const session = await database.client.session.findUnique({
      where: { id: sessionId },
      select: { environmentId: true, environment: { select: { _count: { select: { bindings: true } } } } },
    });
    if (!session || session.environment._count.bindings === 0) return;
    const index = changed && (await bindingsOver(database.client, session.environmentId, changed));
    const touched = changed && Array.from(index?.touchedBy(changed) ?? [], ({ ns }) => ns);
    if (touched?.length === 0) return;
    await database.client.$transaction(async (tx) => {
      await applyDrafts(tx, session.environmentId);
      await queueDrafts(tx, sessionId, touched);
    });
    const pause = this.#quiet.has(sessionId) ? QUIET_PAUSE_MS : PAUSE_MS;
    await wait(pause, undefined, { signal: this.#ended.signal }).catch(() => {});
  }

  /** A draft was looked at. Whoever has the session open, or looks at its draft, is told where readers see another one. */
  synced({ session, bindingNs }: BranchContext, seen: boolean): void {
    if (!seen) {
      this.#quiet.add(session);
      return;
    }
    this.#quiet.delete(session);
    this.#parts.sessions.hub.publish(session, { type: 'draft', ns: bindingNs });
  }

  async #removed(sessionId: string): Promise<void> {
    const { database, sessions, log } = this.#parts;
    this.#heads.delete(sessionId);
    this.#changed.delete(sessionId);
    this.#quiet.delete(sessionId);
    try {
      const rows = await database.client.branchContext.findMany({
        where: { session: sessionId },
        select: { bindingNs: true, binding: { select: { environmentId: true } } },
      });
      for (const id of new Set(rows.map(({ binding }) => binding.environmentId))) {
        await database.client.$transaction((tx) => applyDrafts(tx, id));
      }
      for (const { bindingNs: ns } of rows) sessions.hub.publish(sessionId, { type: 'draft', ns });
    } catch (error) {
      log.warn({ err: error, sessionId }, 'the drafts of a session stay until the next look');
    }
  }

  async close(): Promise<void> {
    this.#ended.abort();
    for (const stop of this.#stop) stop();
    await this.#hints.idle();
  }
}
