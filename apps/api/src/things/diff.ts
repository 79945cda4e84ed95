import { isDeepStrictEqual } from 'node:util';
import type { ThingSummary, ThingsDiff } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import type { Environments } from '../environments/environments.ts';
import { type Heads, headsOf } from './heads.ts';
import { type Place, type Readable, readable, summaryOf, type VersionRow } from './readable.ts';
import { shownIn } from './shown-in.ts';

/** Things told of one comparison. */
const MOST = 1000;

interface Side extends VersionRow {
  data: Record<string, unknown>;
  content: string | null;
}

/** What a branch of a namespace changes against another. Versions that both share are equal without a look. */
export async function diffThings(
  { database, environments }: { database: Database; environments: Environments },
  {
    ns,
    ...input
  }: Pick<Place, 'ns'> & {
    from?: string | undefined;
    fromSession?: string | undefined;
    fromAt?: string | undefined;
    to?: string | undefined;
    toSession?: string | undefined;
    toAt?: string | undefined;
  },
): Promise<ThingsDiff> {
  // By its own namespace a branch is meant itself, beside the default one.
  const bound = await database.client.binding.findUnique({ where: { ns }, select: { ns: true } });
  const named = bound ? null : await readable(database, { ns });
  const bindingNs = named?.bindingNs ?? ns;
  const shown = shownIn({ bindingNs }, ns);
  const [from, to] = await Promise.all([
    readable(database, { ns: bindingNs, branch: input.from, session: input.fromSession }),
    readable(database, { ns: bindingNs, branch: input.to ?? named?.branch, session: input.toSession }),
  ]);
  const [before, after] = await Promise.all([headsOf(database, from, input.fromAt), headsOf(database, to, input.toAt)]);
  const pairs = await database.client.$queryRaw<{ from: bigint | null; to: bigint | null }[]>`
    SELECT f.version AS from, t.version AS to
    FROM (${before.rows}) f FULL JOIN (${after.rows}) t USING (id)
    WHERE f.version IS DISTINCT FROM t.version ORDER BY id COLLATE "C" LIMIT ${MOST + 1}`;
  const versions = pairs.slice(0, MOST).flatMap((pair) => [pair.from, pair.to].filter((version) => version !== null));
  const rows = await database.client.$queryRaw<Side[]>`SELECT * FROM things WHERE version = ANY(${versions}::bigint[])`;
  const rowOf = new Map(rows.map((row) => [row.version, row]));
  const diff: ThingsDiff = {
    from: sideOf(from, before),
    to: sideOf(to, after),
    added: [],
    changed: [],
    removed: [],
    truncated: pairs.length > MOST,
  };
  const summary = (context: Readable, row: Side): ThingSummary => shown.summary(summaryOf(environments, context, row));
  for (const pair of pairs.slice(0, MOST)) {
    const [was, is] = [rowOf.get(pair.from ?? -1n), rowOf.get(pair.to ?? -1n)];
    if (was && is) {
      const fields = fieldChanges(was, is);
      if (fields.length > 0) diff.changed.push({ ...summary(to, is), fields });
    } else if (is) diff.added.push(summary(to, is));
    else if (was) diff.removed.push(summary(from, was));
  }
  return diff;
}

function sideOf({ branch, session }: Readable, { commit }: Heads): ThingsDiff['from'] {
  return { branch, session: session || null, commit };
}

type Compared = Pick<Side, 'type' | 'data' | 'content' | 'path'>;

/** The fields that differ, those of `data` by their names. */
export function fieldChanges(before: Compared, after: Compared): { field: string; from?: unknown; to?: unknown }[] {
  const fieldsOf = ({ type, data, content, path }: Compared): Record<string, unknown> => ({
    $type: type,
    ...data,
    ...(content === null ? {} : { content }),
    '$source.path': path,
  });
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => !isDeepStrictEqual(from[field], to[field]))
    .map((field) => ({
      field,
      ...(Object.hasOwn(from, field) ? { from: from[field] } : {}),
      ...(Object.hasOwn(to, field) ? { to: to[field] } : {}),
    }));
}
