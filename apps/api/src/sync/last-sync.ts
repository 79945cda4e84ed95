import { Prisma } from '@craftastic/db/generated/client';
import type { Sql } from '@craftastic/db/sql';
import type { Present } from '@craftastic/things/plan-sync';
import { CONTEXT_CONTENT, CONTEXT_FILES, slotOf } from './parts.ts';
import type { SyncStage } from './stage.ts';
import type { SyncedFile } from './tree-changes.ts';

/** Rows in memory at once. */
const MOST_ROWS = 1000;

/** What the last sync left for some files. Paths go as one parameter: a statement has 65,535 at most. */
export async function presentAt(sql: Sql, contextId: number, paths: string[]): Promise<Map<string, Present>> {
  const rows = await sql.$queryRaw<(Present & { path: string })[]>`
    SELECT c.path, c.thing_id AS "thingId", c.thing AS version FROM unnest(${paths}::text[]) AS r(path)
    JOIN ${CONTEXT_CONTENT} c ON c.slot = ${slotOf(Prisma.sql`r.path`)} AND c.path = r.path WHERE c.context_id = ${contextId}`;
  return new Map(rows.map(({ path, thingId, version }) => [path, { thingId, version }]));
}

/** A file that is as it was, with what it has. */
export interface Rival {
  path: string;
  oid: string;
  present: Present;
}

/** Some of the files that are not on the stage and claim an id which one that is there has or had; none once all are there. */
export async function rivalsOf(stage: SyncStage, contextId: number): Promise<Rival[]> {
  const tx = await stage.all();
  const rows = await tx.$queryRaw<(Present & { path: string; oid: string })[]>`
    SELECT c.path, c.blob_sha AS oid, c.thing_id AS "thingId", c.thing AS version FROM ${CONTEXT_CONTENT} c
    WHERE c.context_id = ${contextId}
      AND c.thing_id IN (SELECT claim FROM sync_stage WHERE claim IS NOT NULL UNION SELECT was FROM sync_stage WHERE was IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM sync_stage s WHERE s.path = c.path)
    LIMIT ${MOST_ROWS}`;
  return rows.map(({ path, oid, thingId, version }) => ({ path, oid, present: { thingId, version } }));
}

/** Those of some files that are not on the stage. */
export async function unstaged(stage: SyncStage, files: readonly SyncedFile[]): Promise<SyncedFile[]> {
  const tx = await stage.all();
  const rows = await tx.$queryRaw<{ path: string }[]>`
    SELECT s.path FROM sync_stage s WHERE s.path = ANY(${files.map(({ path }) => path)}::text[])`;
  const known = new Set(rows.map(({ path }) => path));
  return files.filter(({ path }) => !known.has(path));
}

/** Where all files are on the stage: what else there was is gone. Returns how many. Folders go when they are empty. */
export async function stageGone(stage: SyncStage, contextId: number): Promise<number> {
  const tx = await stage.all();
  return tx.$executeRaw`
    INSERT INTO sync_stage (path, gone, was, was_version)
    SELECT f.path, true, c.thing_id, c.thing FROM ${CONTEXT_FILES} f LEFT JOIN git_content c ON c.part = f.part AND c.path = f.path
    WHERE f.context_id = ${contextId} AND f.type <> 'directory'
      AND NOT EXISTS (SELECT 1 FROM sync_stage s WHERE s.path = f.path AND s.type IS NOT NULL)`;
}
