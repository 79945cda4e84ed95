import { Prisma } from '@craftastic/db/generated/client';
import type { Sql } from '@craftastic/db/sql';
import { type Claim, type Head, type Plan, SyncPlan } from '@craftastic/things/plan-sync';
import { lineOf } from './line.ts';
import { rowsOf } from './rows.ts';
import type { Result } from './write-sync.ts';

/** How much was written. */
export interface Written {
  written: number;
  deleted: number;
  /** Files whose content was looked at. */
  rows: number;
  /** Of them, those with something wrong. */
  diagnostics: number;
}

/** Files that are planned and written at once. */
const AT_ONCE = 2000;

interface Row {
  head: boolean;
  /** Where its row is. Nothing moves on the stage by now, and no index of it is as near: without statistics none would be used. */
  place: string;
  id: string | null;
  version: bigint | null;
  path: string;
  readable: boolean;
  changed: boolean;
  faulty: boolean;
  moved: string | null;
  moved_version: bigint | null;
}

/**
 * Write what follows from the stage for Things. It is read by ids, so that all that concerns one comes together, and a plan is made
 * for some of them at a time.
 */
export async function writeThings(tx: Sql, result: Result, syncedAt: Date): Promise<Written> {
  await tx.$executeRaw`
    DECLARE staged NO SCROLL CURSOR FOR
    SELECT true AS head, ctid::text AS place, was AS id, was_version AS version, path, false AS readable, false AS changed, false AS faulty,
      NULL AS moved, NULL::bigint AS moved_version
    FROM sync_stage WHERE was IS NOT NULL AND was_version IS NOT NULL
    UNION ALL
    SELECT false, s.ctid::text, s.claim, s.version, s.path, s.thing_type IS NOT NULL, s.changed, s.diagnostics <> '[]',
      CASE WHEN o.claim IS NULL THEN s.moved END, s.moved_version
    FROM sync_stage s LEFT JOIN (SELECT DISTINCT claim FROM sync_stage WHERE claim IS NOT NULL) o ON o.claim = s.moved
    WHERE s.document
    ORDER BY id NULLS FIRST, head DESC, path`;
  const sum: Written = { written: 0, deleted: 0, rows: 0, diagnostics: 0 };
  const plan = new SyncPlan();
  const write = async (part: Plan, claims: ReadonlyMap<string, Row>) => {
    await writeDeletes(tx, result, part, syncedAt);
    await writeRows(tx, result, part, claims, syncedAt);
    await writeAliases(tx, result, part);
    sum.written += part.rows.filter(({ version }) => version === 'new').length;
    sum.deleted += part.deletes.length;
    sum.rows += part.rows.length;
    sum.diagnostics += part.rows.filter(
      ({ path, diagnostics }) => diagnostics.length > 0 || claims.get(path)?.faulty,
    ).length;
  };
  for (;;) {
    const rows = await tx.$queryRaw<Row[]>`FETCH ${Prisma.raw(String(AT_ONCE))} FROM staged`;
    if (rows.length === 0) break;
    await write(plan.take(rows.map(stepOf)), new Map(rows.flatMap((row) => (row.head ? [] : [[row.path, row]]))));
  }
  await write(plan.end(), new Map());
  await tx.$executeRaw`CLOSE staged`;
  return sum;
}

function stepOf({ head, id, version, path, readable, changed, moved, moved_version }: Row): Head | Claim {
  if (head && id !== null && version !== null) return { is: 'head', id, version };
  const from = moved !== null && moved_version !== null ? { id: moved, version: moved_version } : null;
  return { is: 'claim', id, path, readable, changed, version, moved: from };
}

async function writeDeletes(tx: Sql, { context, aim }: Result, { deletes }: Plan, at: Date): Promise<void> {
  if (deletes.length === 0) return;
  const line = lineOf(context);
  const prefix = prefixOf(context);
  await tx.$executeRaw`
    INSERT INTO things (ns, branch, incarnation, id, type, name, data, content, deleted, path, commit, previous, created_at)
    SELECT t.ns, ${line}, ${context.incarnation}::int, t.id, t.type, t.name, t.data, t.content, true, t.path, ${aim.commit}, t.version, ${at}
    FROM things t JOIN json_to_recordset(${rowsOf(deletes)}::json) AS r(version bigint) USING (version)
    WHERE NOT (t.uncommitted AND t.branch = ${line})
      AND t.path <> ALL(${[...(aim.draft?.uncommitted ?? [])].map((path) => prefix + path)}::text[])`;
}

/** What became of the files, and with it the versions that the context shows. */
async function writeRows(
  tx: Sql,
  { context, aim }: Result,
  { rows }: Plan,
  claims: ReadonlyMap<string, Row>,
  at: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const { binding, incarnation } = context;
  const line = lineOf(context);
  const planned = rows.map(({ path, version, previous, diagnostics }) => ({
    place: claims.get(path)?.place,
    fresh: version === 'new',
    version: version === 'new' ? null : version,
    previous,
    more: diagnostics,
  }));
  // A branch that was never synced has nothing that could be followed.
  const isFirst = aim.draft === null && context.commit === null && incarnation === 1;
  // What was there once and came back follows its last version; what follows an uncommitted one takes its place, and so
  // follows what that one followed.
  const [previous, versions] =
    isFirst && planned.every((row) => row.previous === null)
      ? [Prisma.sql`NULL::bigint`, Prisma.empty]
      : [
          Prisma.sql`CASE WHEN p.uncommitted AND p.branch = ${line} THEN p.previous ELSE coalesce(p.version,
            (SELECT max(t.version) FROM things t WHERE t.ns = ${binding.ns} AND t.branch = ${line} AND t.id = r.claim)) END`,
          Prisma.sql`LEFT JOIN things p ON p.version = r.previous`,
        ];
  await tx.$executeRaw`
    WITH r AS MATERIALIZED (
      SELECT s.path, s.slot, s.hash, s.claim, s.uncommitted, s.thing_type, s.thing_name, s.data, s.content, s.relations, r.fresh, r.previous,
        s.diagnostics || r.more AS diagnostics, CASE WHEN r.fresh THEN nextval('things_version_seq') ELSE r.version END AS version
      FROM json_to_recordset(${rowsOf(planned)}::json) AS r(place tid, fresh bool, version bigint, previous bigint, more jsonb)
      JOIN sync_stage s ON s.ctid = r.place
    ), made AS (
      INSERT INTO things (version, ns, branch, incarnation, id, type, name, data, content, path, commit, uncommitted, created_at, previous)
      SELECT r.version, ${binding.ns}, ${line}, ${incarnation}::int, r.claim, r.thing_type, r.thing_name, r.data, r.content,
        ${prefixOf(context)} || r.path, ${aim.commit}, r.uncommitted, ${at}, ${previous}
      FROM r ${versions} WHERE r.fresh
    ), linked AS (
      INSERT INTO relationships (version, predicate, target)
      SELECT r.version, l.predicate, l.target FROM r, json_to_recordset(r.relations) AS l(predicate text, target text) WHERE r.fresh
      ON CONFLICT DO NOTHING
    )
    INSERT INTO git_content (part, path, blob_sha, commit, thing_id, thing, diagnostics)
    SELECT p.part, r.path, r.hash, ${aim.commit}, r.claim, r.version, r.diagnostics
    FROM r JOIN git_branch_parts p ON p.context_id = ${context.id} AND p.slot = r.slot
    ON CONFLICT (part, path) DO UPDATE SET blob_sha = excluded.blob_sha, commit = excluded.commit,
      thing_id = excluded.thing_id, thing = excluded.thing, diagnostics = excluded.diagnostics,
      sync_direction = CASE WHEN git_content.sync_direction = 'conflict' OR git_content.blob_sha = excluded.blob_sha
        THEN git_content.sync_direction ELSE 'git' END`;
}

async function writeAliases(tx: Sql, { context }: Result, { aliases }: Plan): Promise<void> {
  if (aliases.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO thing_aliases (context_id, alias, id)
    SELECT ${context.id}::int, alias, id FROM json_to_recordset(${rowsOf(aliases)}::json) AS r(alias text, id text)
    ON CONFLICT (context_id, alias) DO UPDATE SET id = excluded.id`;
}

const prefixOf = ({ binding }: Result['context']) => (binding.path === '' ? '' : `${binding.path}/`);
