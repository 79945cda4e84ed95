import type { Database } from '@craftastic/db/database';
import type { Binding, BranchContext } from '@craftastic/db/generated/client';
import { lineOf } from './line.ts';
import { CONTEXT_CONTENT } from './parts.ts';
import type { Base } from './sync.ts';
import type { SyncedFile } from './tree-changes.ts';

/**
 * Files of a draft that are as they were, and yet another thing than they were: committed since, or, after a reset, not
 * committed any more. Their versions are written anew, so that each names the commit that it is of.
 */
export async function turnedFiles(
  { client }: Database,
  base: Base,
  context: BranchContext & { binding: Binding },
  uncommitted: ReadonlySet<string>,
): Promise<SyncedFile[]> {
  const { ns, path } = context.binding;
  const prefix = path === '' ? '' : `${path}/`;
  const rows = await client.$queryRaw<(SyncedFile & { uncommitted: boolean })[]>`
    SELECT f.path, f.hash AS oid, f.type::text AS type, f.mode, f.size::int AS size, t.uncommitted FROM things t
    JOIN ${CONTEXT_CONTENT} c ON c.context_id = ${base.contextId} AND c.thing = t.version AND ${prefix} || c.path = t.path
    JOIN files f ON f.part = c.part AND f.path = c.path
    WHERE t.ns = ${ns} AND t.branch = ${lineOf(context)} AND t.uncommitted
    UNION ALL
    SELECT f.path, f.hash, f.type::text, f.mode, f.size::int, t.uncommitted FROM ${CONTEXT_CONTENT} c
    JOIN things t ON t.version = c.thing JOIN files f ON f.part = c.part AND f.path = c.path
    WHERE c.context_id = ${base.contextId} AND c.path = ANY(${[...uncommitted]}::text[]) AND NOT t.uncommitted`;
  return rows.flatMap(({ uncommitted: was, ...file }) => (was === uncommitted.has(file.path) ? [] : [file]));
}
