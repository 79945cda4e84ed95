import { type Diagnostic, wholeFile } from './diagnostic.ts';
import type { Parsed } from './parse.ts';

/** What the last sync left for a file: the id it claims, and the version in force that came from it. */
export interface Present {
  thingId: string | null;
  version: bigint | null;
}

/** A version that was in force for an id, of a file that changed or of one that claims an id which a changed one has or had. */
export interface Head {
  is: 'head';
  id: string;
  version: bigint;
}

/** A file of the new commit that is content: one that changed, or claims an id which a changed one has or had. */
export interface Claim {
  is: 'claim';
  /** Null where it claims none. */
  id: string | null;
  path: string;
  /** False for a file with an error, whose last good version stays. */
  readable: boolean;
  changed: boolean;
  /** The version that it has given under this id. */
  version: bigint | null;
  /** What it was renamed from, if that gave a Thing whose id no file claims any more. */
  moved: { id: string; version: bigint } | null;
}

export interface Plan {
  /**
   * What is kept for each file. `new` is a version to be written, which follows `previous`; `diagnostics` are those that its
   * reader could not know.
   */
  rows: {
    path: string;
    thingId: string | null;
    version: bigint | 'new' | null;
    previous: bigint | null;
    diagnostics: Diagnostic[];
  }[];
  /** Ids that no file claims any more, with their last version. */
  deletes: { id: string; version: bigint }[];
  /** Ids that are found under another one from now on. */
  aliases: { alias: string; id: string }[];
}

/** The id that a file claims. One with an error keeps the claim that it, or what it was renamed from, had. */
export function claimOf({ thing, diagnostics }: Parsed, last: Present | null): string | null {
  if (thing !== null) return thing.id;
  const isBroken = diagnostics.some(({ severity }) => severity === 'error');
  return isBroken && last !== null && last.version !== null ? last.thingId : null;
}

/**
 * What a sync has to do. One file alone gives a Thing: of several that claim one `$id`, the first by the bytes of its path. A
 * file with an error keeps the claim and the version it had. A renamed file takes its history to its new id.
 *
 * All there is to an id is taken in one row: heads first, then claims by the bytes of their paths. So a plan is made in parts,
 * and nothing of a part has to be kept for the next one but who owns the id that it ended in.
 */
export class SyncPlan {
  #id: string | null = null;
  #head: bigint | null = null;
  #owner: string | null = null;

  /** The plan for some more of the row. */
  take(steps: Iterable<Head | Claim>): Plan {
    const plan: Plan = { rows: [], deletes: [], aliases: [] };
    for (const step of steps) {
      if (step.id !== this.#id) this.#leave(plan, step.id);
      if (step.is === 'head') this.#head = step.version;
      else this.#claim(plan, step);
    }
    return plan;
  }

  /** What is left to do at the end of the row. */
  end(): Plan {
    const plan: Plan = { rows: [], deletes: [], aliases: [] };
    this.#leave(plan, null);
    return plan;
  }

  #leave(plan: Plan, next: string | null): void {
    if (this.#id !== null && this.#head !== null && this.#owner === null)
      plan.deletes.push({ id: this.#id, version: this.#head });
    this.#id = next;
    this.#head = null;
    this.#owner = null;
  }

  #claim(plan: Plan, { id, path, readable, changed, version, moved }: Claim): void {
    const row = { path, thingId: id, version: null, previous: null, diagnostics: [] };
    if (id === null) {
      plan.rows.push(row);
    } else if (this.#owner !== null) {
      const message = `${id} belongs to ${this.#owner}, which comes first; give this file a $id of its own.`;
      plan.rows.push({ ...row, diagnostics: [wholeFile('error', message)] });
    } else {
      this.#owner = path;
      if (!readable || (!changed && version !== null)) {
        plan.rows.push({ ...row, version });
        return;
      }
      const from = moved?.id === id ? null : moved;
      if (from) plan.aliases.push({ alias: from.id, id });
      plan.rows.push({ ...row, version: 'new', previous: this.#head ?? from?.version ?? null });
    }
  }
}
