import { Prisma } from '@craftastic/db/generated/client';
import { inTransaction, type Sql } from '@craftastic/db/sql';
import type { Plan } from '@craftastic/things/plan-sync';
import type { Aim } from './aim.ts';
import { lineOf } from './line.ts';
import { CONTEXT_FILES, CONTEXT_HEADS, ownParts, shareParts, slotOf } from './parts.ts';
import type { ReadThings } from './read-things.ts';
import { chunksOf, rowsOf } from './rows.ts';
import type { Base, ReadFile, SyncParts } from './sync.ts';
import { foldersOf, type SyncedFile, type TreeChanges } from './tree-changes.ts';

interface Result {
  context: Prisma.BranchContextGetPayload<{ include: { binding: true } }>;
  base: Base | null;
  aim: Aim;
  /** `changes` are all files there are: what is not among them goes. */
  whole: boolean;
  changes: TreeChanges;
  plan: Plan;
  files: ReadonlyMap<string, ReadFile>;
  things: ReadThings;
  /** Targets of symbolic links, by path. */
  links: ReadonlyMap<string, string>;
}

/** Something has changed since it was read: the sync has to begin again. */
export class OvertakenError extends Error {}

/**
 * Write a sync in one transaction. Its first statement takes the context's row, if that is still what was read; another
 * sync of the same context waits for it there, and then finds itself overtaken. Returns whether readers see a difference.
 */
export async function writeSync({ database, events }: SyncParts, result: Result): Promise<boolean> {
  const { context, base, aim, plan, changes } = result;
  return inTransaction(database.pool, async (tx) => {
    await fence(tx, result);
    const isCopy = base !== null && base.contextId !== context.id;
    if (isCopy) await copyContext(tx, base, context.id);
    await writeFiles(tx, result);
    const replaced = aim.draft ? await uncommittedBefore(tx, result) : [];
    const versions = await writeVersions(tx, result);
    await writeAliases(tx, result);
    await writeContent(tx, result, versions);
    if (replaced.length > 0) await tx.$executeRaw`DELETE FROM things WHERE version = ANY(${replaced}::bigint[])`;
    const written = plan.writes.length;
    const deleted = plan.deletes.length;
    const isSeen = written + deleted + plan.rows.length + changes.files.length + changes.removed.length > 0;
    if (!isSeen && !isCopy && context.commit === aim.commit) return false;
    // A draft is nobody's history, and each save would be an event.
    if (aim.draft) return true;
    await tx.$executeRaw`
        INSERT INTO git_branch_commits (context_id, incarnation, commit, version)
        SELECT ${context.id}::int, ${context.incarnation}::int, ${aim.commit}, last_value FROM things_version_seq`;
    if (!isSeen && !isCopy && context.commit !== null) return false;
    const diagnostics = plan.rows.filter((row) => row.diagnostics.length > 0).length;
    const { ns, environmentId } = context.binding;
    await events.append(tx, [
      {
        type: 'things.synced',
        environmentId,
        ns,
        branch: context.branch,
        commit: aim.commit,
        written,
        deleted,
        diagnostics,
      },
    ]);
    return true;
  });
}

async function fence(tx: Sql, { context, base, aim }: Result): Promise<void> {
  const { id, commit, tree, revision, incarnation, binding } = context;
  const unchanged = Prisma.sql`id = ${id} AND status = 'active' AND incarnation = ${incarnation} AND revision = ${revision}
    AND commit IS NOT DISTINCT FROM ${commit} AND tree IS NOT DISTINCT FROM ${tree}`;
  const synced = Prisma.sql`commit = ${aim.commit}, tree = ${aim.tree}, revision = ${binding.revision}, last_sync_at = now(),
    sync_error = NULL`;
  const count = aim.draft
    ? await tx.$executeRaw`
        UPDATE git_branches SET ${synced}, head = ${aim.commit}, branch = ${aim.branch}, sync_status = 'synced',
          omitted = ${JSON.stringify(aim.draft.omitted)}::jsonb WHERE ${unchanged}`
    : await tx.$executeRaw`
        UPDATE git_branches SET ${synced}, sync_status = CASE WHEN head = ${aim.commit} THEN 'synced' ELSE 'pending' END::"SyncStatus"
        WHERE ${unchanged}`;
  if (count === 0) throw new OvertakenError();
  if (base === null || base.contextId === id) return;
  const origin = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM git_branches WHERE id = ${base.contextId} AND status = 'active' AND commit = ${base.commit} FOR SHARE`;
  if (origin.length === 0) throw new OvertakenError();
}

async function copyContext(tx: Sql, base: Base, id: number): Promise<void> {
  await shareParts(tx, base.contextId, id);
  await tx.$executeRaw`
    INSERT INTO thing_aliases (context_id, alias, id)
    SELECT ${id}::int, alias, id FROM thing_aliases WHERE context_id = ${base.contextId}`;
  // The base can't move before this is committed, so what its line has now is what was copied.
  await tx.$executeRaw`
    UPDATE git_branches c SET base = jsonb_build_array(jsonb_build_object(
      'branch', b.branch, 'incarnation', b.incarnation, 'version', (SELECT last_value FROM things_version_seq))) || b.base
    FROM git_branches b WHERE b.id = ${base.contextId} AND c.id = ${id}`;
}

/** Versions of the draft that nobody has committed and that are followed by another one now. A draft has one of each Thing. */
async function uncommittedBefore(tx: Sql, { context, plan }: Result): Promise<bigint[]> {
  const ids = [...plan.writes.map(({ thing }) => thing.id), ...plan.deletes.map(({ id }) => id)];
  const previous = plan.writes.flatMap((write) => (write.previous === null ? [] : [write.previous]));
  const rows = await tx.$queryRaw<{ version: bigint }[]>`
    SELECT version FROM things WHERE branch = ${lineOf(context)} AND uncommitted AND version IN (
      SELECT version FROM ${CONTEXT_HEADS} h WHERE context_id = ${context.id} AND id = ANY(${ids}::text[])
      UNION ALL SELECT unnest(${previous}::bigint[]))`;
  return rows.map(({ version }) => version);
}

async function writeFiles(tx: Sql, { context, changes, plan, whole, links }: Result): Promise<void> {
  const { id } = context;
  const { files, removed } = changes;
  const gone = whole ? await goneOf(tx, id, files) : removed;
  const folders = await newFolders(tx, id, files);
  const touched = [files, plan.rows].flatMap((some) => some.map(({ path }) => path));
  await ownParts(tx, id, new Set([...touched, ...gone, ...folders]));
  const documents = new Set(plan.rows.map(({ path }) => path));
  // Content that is none any more: a folder or a link took its place, or its name has another extension.
  const others = files.flatMap(({ path }) => (documents.has(path) ? [] : [path]));
  await removePaths(tx, id, 'git_content', [...gone, ...others]);
  await removePaths(tx, id, 'files', gone);
  const rows = files.map(({ path, type, mode, oid, size }) => ({
    path,
    type,
    mode,
    hash: oid,
    size,
    link_target: links.get(path),
  }));
  for (const some of chunksOf([...folders.map((path) => ({ path, type: 'directory', mode: '040000' })), ...rows])) {
    await tx.$executeRaw`
    INSERT INTO files (part, path, parent, name, type, hash, size, mode, link_target)
    SELECT p.part, path, CASE WHEN path LIKE '%/%' THEN regexp_replace(path, '/[^/]*$', '') ELSE '' END,
      regexp_replace(path, '^.*/', ''), type::"FileType", hash, size, mode, link_target
    FROM json_to_recordset(${rowsOf(some)}::json)
      AS r(path text, type text, hash text, size bigint, mode text, link_target text)
    JOIN git_branch_parts p ON p.context_id = ${id} AND p.slot = ${slotOf(Prisma.sql`r.path`)}
    ON CONFLICT (part, path) DO UPDATE SET type = excluded.type, hash = excluded.hash, size = excluded.size,
      mode = excluded.mode, link_target = excluded.link_target`;
  }
  await removeEmptyFolders(tx, id, gone);
}

/** What the context has that is not among all files there are. Folders go when they are empty. */
async function goneOf(tx: Sql, id: number, files: readonly SyncedFile[]): Promise<string[]> {
  const there = new Set(files.map(({ path }) => path));
  const rows = await tx.$queryRaw<{ path: string }[]>`
    SELECT path FROM ${CONTEXT_FILES} f WHERE context_id = ${id} AND type <> 'directory'`;
  return rows.flatMap(({ path }) => (there.has(path) ? [] : [path]));
}

/** The folders that these files lie in and that the context does not have yet. */
async function newFolders(tx: Sql, id: number, files: readonly SyncedFile[]): Promise<string[]> {
  const folders = [...foldersOf(files.map(({ path }) => path))];
  if (folders.length === 0) return [];
  const rows = await tx.$queryRaw<{ path: string }[]>`
    SELECT path FROM unnest(${folders}::text[]) AS r(path)
    WHERE NOT EXISTS (SELECT 1 FROM ${CONTEXT_FILES} f
      WHERE f.context_id = ${id} AND f.slot = ${slotOf(Prisma.sql`r.path`)} AND f.path = r.path AND f.type = 'directory')`;
  return rows.map(({ path }) => path);
}

/** From parts that are the context's own. */
async function removePaths(
  tx: Sql,
  id: number,
  table: 'files' | 'git_content',
  paths: readonly string[],
): Promise<void> {
  for (const some of chunksOf(paths)) {
    await tx.$executeRaw`
      DELETE FROM ${Prisma.raw(table)} f USING unnest(${some}::text[]) AS r(path), git_branch_parts p
      WHERE p.context_id = ${id} AND p.slot = ${slotOf(Prisma.sql`r.path`)} AND f.part = p.part AND f.path = r.path`;
  }
}

/** Git has no empty folders. A folder may be empty only once the one below it has gone, so it is done until none is. */
async function removeEmptyFolders(tx: Sql, id: number, removed: string[]): Promise<void> {
  const folders = [...foldersOf(removed)];
  while (folders.length > 0) {
    const rows = await tx.$queryRaw<{ path: string }[]>`
      SELECT f.path FROM ${CONTEXT_FILES} f JOIN unnest(${folders}::text[]) AS r(path)
        ON f.slot = ${slotOf(Prisma.sql`r.path`)} AND f.path = r.path
      WHERE f.context_id = ${id} AND f.type = 'directory'
        AND NOT EXISTS (SELECT 1 FROM ${CONTEXT_FILES} e WHERE e.context_id = ${id} AND e.parent = f.path)`;
    if (rows.length === 0) return;
    const empty = rows.map(({ path }) => path);
    await ownParts(tx, id, empty);
    await removePaths(tx, id, 'files', empty);
  }
}

/** The new versions, by path. */
async function writeVersions(tx: Sql, { context, plan, aim, files, things }: Result): Promise<Map<string, bigint>> {
  const { binding, incarnation } = context;
  const line = lineOf(context);
  const prefix = binding.path === '' ? '' : `${binding.path}/`;
  const isUncommitted = (path: string) => aim.draft?.uncommitted.has(path) === true;
  if (plan.deletes.length > 0) {
    await tx.$executeRaw`
      INSERT INTO things (ns, branch, incarnation, id, type, name, data, content, deleted, path, commit, previous)
      SELECT t.ns, ${line}, ${incarnation}::int, t.id, t.type, t.name, t.data, t.content, true, t.path, ${aim.commit}, t.version
      FROM things t JOIN json_to_recordset(${rowsOf(plan.deletes)}::json) AS r(version bigint) USING (version)
      WHERE NOT (t.uncommitted AND t.branch = ${line})
        AND t.path <> ALL(${[...(aim.draft?.uncommitted ?? [])].map((path) => prefix + path)}::text[])`;
  }
  // What was there once and came back follows its last version. A branch that was never synced has none.
  const isFirst = aim.draft === null && context.commit === null && incarnation === 1;
  const earlier = isFirst
    ? Prisma.sql`NULL::bigint`
    : Prisma.sql`(SELECT max(t.version) FROM things t WHERE t.ns = ${binding.ns} AND t.branch = ${line} AND t.id = r.id)`;
  const versions = new Map<string, bigint>();
  for (const some of chunksOf(plan.writes, 1000)) {
    const whole = await things.whole(
      tx,
      some.flatMap(({ path }) => files.get(path) ?? []),
    );
    const rows = some.map(({ path, thing, previous }) => {
      const { relations: _, ...kept } = whole.get(path) ?? thing;
      return { ...kept, path: prefix + path, previous, uncommitted: isUncommitted(path) };
    });
    // What follows an uncommitted version takes its place, and so follows what that one followed.
    const made = await tx.$queryRaw<{ version: bigint; path: string }[]>`
      INSERT INTO things (ns, branch, incarnation, id, type, name, data, content, path, commit, uncommitted, previous)
      SELECT ${binding.ns}, ${line}, ${incarnation}::int, r.id, r.type, r.name, r.data, r.content, r.path, ${aim.commit}, r.uncommitted,
        CASE WHEN p.uncommitted AND p.branch = ${line} THEN p.previous
          ELSE coalesce(p.version, ${earlier}) END
      FROM json_to_recordset(${rowsOf(rows)}::json)
        AS r(id text, type text, name text, data jsonb, content text, path text, previous bigint, uncommitted bool)
      LEFT JOIN things p ON p.version = r.previous
      RETURNING version, path`;
    for (const { version, path } of made) versions.set(path.slice(prefix.length), version);
    const relations = [...whole].flatMap(([path, thing]) =>
      thing.relations.map((relation) => ({ version: versions.get(path), ...relation })),
    );
    if (relations.length === 0) continue;
    await tx.$executeRaw`
      INSERT INTO relationships (version, predicate, target)
      SELECT version, predicate, target FROM json_to_recordset(${rowsOf(relations)}::json)
        AS r(version bigint, predicate text, target text) ON CONFLICT DO NOTHING`;
  }
  return versions;
}

async function writeAliases(tx: Sql, { context, plan }: Result): Promise<void> {
  if (plan.aliases.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO thing_aliases (context_id, alias, id)
    SELECT ${context.id}::int, alias, id FROM json_to_recordset(${rowsOf(plan.aliases)}::json) AS r(alias text, id text)
    ON CONFLICT (context_id, alias) DO UPDATE SET id = excluded.id`;
}

/** What became of the files, and with it the versions that the context shows. */
async function writeContent(
  tx: Sql,
  { context, plan, files, aim }: Result,
  versions: Map<string, bigint>,
): Promise<void> {
  for (const some of chunksOf(plan.rows)) {
    const rows = some.map(({ path, thingId, version, diagnostics }) => ({
      path,
      blob_sha: files.get(path)?.oid,
      thing_id: thingId,
      thing: version === 'new' ? versions.get(path) : version,
      diagnostics,
    }));
    await tx.$executeRaw`
    INSERT INTO git_content (part, path, blob_sha, commit, thing_id, thing, diagnostics)
    SELECT p.part, path, blob_sha, ${aim.commit}, thing_id, thing, diagnostics
    FROM json_to_recordset(${rowsOf(rows)}::json)
      AS r(path text, blob_sha text, thing_id text, thing bigint, diagnostics jsonb)
    JOIN git_branch_parts p ON p.context_id = ${context.id} AND p.slot = ${slotOf(Prisma.sql`r.path`)}
    ON CONFLICT (part, path) DO UPDATE SET blob_sha = excluded.blob_sha, commit = excluded.commit,
      thing_id = excluded.thing_id, thing = excluded.thing, diagnostics = excluded.diagnostics,
      sync_direction = CASE WHEN git_content.sync_direction = 'conflict' OR git_content.blob_sha = excluded.blob_sha
        THEN git_content.sync_direction ELSE 'git' END`;
  }
}
