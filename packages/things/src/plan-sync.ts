import { type Diagnostic, wholeFile } from './diagnostic.ts';
import { byBytes } from './identity.ts';
import type { Parsed, ParsedThing } from './parse.ts';

/** What the last sync left for a file: the id it claims, and the version in force that came from it. */
export interface Present {
  thingId: string | null;
  version: bigint | null;
}

export interface Changes {
  /** Files of the new commit that are content: those that changed, and all that claim an id which a changed one has or had. */
  files: ReadonlyMap<string, Parsed & { changed: boolean }>;
  /** New path → old path. */
  renames: ReadonlyMap<string, string>;
  /** Rows of the last sync for all these files, for the old paths of renames, and for files that are gone. */
  present: ReadonlyMap<string, Present>;
}

export interface Plan {
  /** New versions; `previous` is the one that it follows. */
  writes: { path: string; thing: ParsedThing; previous: bigint | null }[];
  /** Ids that no file claims any more, with their last version. */
  deletes: { id: string; version: bigint }[];
  /** Ids that are found under another one from now on. */
  aliases: { alias: string; id: string }[];
  /** What is kept for each file. `version` is `new` for one of `writes`. */
  rows: { path: string; thingId: string | null; version: bigint | 'new' | null; diagnostics: Diagnostic[] }[];
}

interface Claim {
  path: string;
  /** Null for a file with an error, whose last good version stays. */
  thing: ParsedThing | null;
  version: bigint | null;
  changed: boolean;
}

/**
 * What a sync has to do. One file alone gives a Thing: of several that claim one `$id`, the first by the bytes of its path. A
 * file with an error keeps the claim and the version it had. A renamed file takes its history to its new id.
 */
export function planSync({ files, renames, present }: Changes): Plan {
  const before = (path: string) => present.get(path) ?? present.get(renames.get(path) ?? path) ?? null;
  const claims = new Map<string, Claim[]>();
  const claimOf = new Map<string, string | null>();
  for (const [path, { thing, diagnostics, changed }] of files) {
    const last = before(path);
    const isBroken = thing === null && diagnostics.some(({ severity }) => severity === 'error');
    const kept = isBroken && last !== null && last.version !== null ? last.thingId : null;
    const id = thing?.id ?? kept;
    claimOf.set(path, id);
    if (id === null) continue;
    const version = last?.thingId === id ? last.version : null;
    claims.set(id, [...(claims.get(id) ?? []), { path, thing, version, changed }]);
  }

  const heads = new Map<string, bigint>();
  for (const { thingId, version } of present.values())
    if (thingId !== null && version !== null) heads.set(thingId, version);

  const plan: Plan = { writes: [], deletes: [], aliases: [], rows: [] };
  const owners = new Map<string, Claim>();
  for (const [id, claimants] of claims) {
    const [owner] = claimants.sort((a, b) => byBytes(a.path, b.path));
    if (owner) owners.set(id, owner);
  }
  for (const [id, version] of heads) if (!owners.has(id)) plan.deletes.push({ id, version });

  for (const [path, { diagnostics }] of files) {
    const id = claimOf.get(path) ?? null;
    const owner = id === null ? undefined : owners.get(id);
    if (id === null || !owner) {
      plan.rows.push({ path, thingId: null, version: null, diagnostics });
    } else if (owner.path !== path) {
      const message = `${id} belongs to ${owner.path}, which comes first; give this file a $id of its own.`;
      plan.rows.push({ path, thingId: id, version: null, diagnostics: [...diagnostics, wholeFile('error', message)] });
    } else if (owner.thing === null || (!owner.changed && owner.version !== null)) {
      plan.rows.push({ path, thingId: id, version: owner.version, diagnostics });
    } else {
      const from = present.get(renames.get(path) ?? '') ?? null;
      const moved =
        from?.thingId && from.version !== null && from.thingId !== id && !owners.has(from.thingId) ? from : null;
      if (moved?.thingId) plan.aliases.push({ alias: moved.thingId, id });
      plan.writes.push({ path, thing: owner.thing, previous: heads.get(id) ?? moved?.version ?? null });
      plan.rows.push({ path, thingId: id, version: 'new', diagnostics });
    }
  }
  return plan;
}
