import { Prisma } from '@craftastic/db/generated/client';
import type { Sql } from '@craftastic/db/sql';
import { CONTEXT_FILES, ownParts, slotOf, slotsOf } from './parts.ts';
import type { Result } from './write-sync.ts';

/** The folder that a path is in, empty at the top, and its name there. */
const NAME = Prisma.sql`split_part(path, '/', -1)`;
const PARENT = Prisma.sql`left(path, greatest(length(path) - length(${NAME}) - 1, 0))`;
/** Folders that are removed at once. */
const MOST_FOLDERS = 5000;

/** Make a context's files those of the stage, in parts that are its own from now on. */
export async function writeFiles(tx: Sql, { context, base }: Result): Promise<void> {
  const { id } = context;
  const isNew = context.commit === null && base === null;
  await tidyStage(tx, id, isNew);
  await ownParts(tx, id, Prisma.sql`SELECT slot FROM sync_stage`);
  if (!isNew) {
    // Content that is none any more: a folder or a link took its place, or its name has another extension.
    await removeStaged(tx, id, 'git_content', Prisma.sql`s.gone OR (s.type <> 'directory' AND NOT s.document)`);
    await removeStaged(tx, id, 'files', Prisma.sql`s.gone`);
  }
  await tx.$executeRaw`
    INSERT INTO files (part, path, parent, name, type, hash, size, mode, link_target)
    SELECT p.part, path, ${PARENT}, ${NAME}, type::"FileType", hash, size, mode, link_target
    FROM sync_stage s JOIN git_branch_parts p ON p.context_id = ${id} AND p.slot = s.slot WHERE type IS NOT NULL
    ON CONFLICT (part, path) DO UPDATE SET type = excluded.type, hash = excluded.hash, size = excluded.size,
      mode = excluded.mode, link_target = excluded.link_target`;
  if (!isNew) await removeEmptyFolders(tx, id);
}

/** A row for each path, and none for folders that are there already: their parts need not be the context's own. */
async function tidyStage(tx: Sql, id: number, isNew: boolean): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM sync_stage s USING sync_stage o
    WHERE s.type = 'directory' AND o.type = 'directory' AND s.path = o.path AND s.ctid > o.ctid`;
  if (isNew) return;
  await tx.$executeRaw`
    DELETE FROM sync_stage s USING ${CONTEXT_FILES} f
    WHERE s.type = 'directory' AND f.context_id = ${id} AND f.slot = s.slot AND f.path = s.path AND f.type = 'directory'`;
  // Files that change places: each path is gone under one name and there under the other.
  await tx.$executeRaw`
    DELETE FROM sync_stage s USING sync_stage o WHERE s.gone AND o.type <> 'directory' AND s.path = o.path`;
}

/** From parts that are the context's own. */
async function removeStaged(tx: Sql, id: number, table: 'files' | 'git_content', which: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM ${Prisma.raw(table)} f USING sync_stage s, git_branch_parts p
    WHERE (${which}) AND p.context_id = ${id} AND p.slot = s.slot AND f.part = p.part AND f.path = s.path`;
}

/** Git has no empty folders. A folder may be empty only once the one below it has gone, so it is done until none is. */
async function removeEmptyFolders(tx: Sql, id: number): Promise<void> {
  for (;;) {
    const rows = await tx.$queryRaw<{ path: string }[]>`
      WITH RECURSIVE above(path) AS (
        SELECT ${PARENT} FROM sync_stage WHERE gone UNION SELECT ${PARENT} FROM above WHERE path <> ''
      )
      SELECT f.path FROM above a JOIN ${CONTEXT_FILES} f ON f.slot = ${slotOf(Prisma.sql`a.path`)} AND f.path = a.path
      WHERE f.context_id = ${id} AND f.type = 'directory'
        AND NOT EXISTS (SELECT 1 FROM ${CONTEXT_FILES} e WHERE e.context_id = ${id} AND e.parent = f.path)
      LIMIT ${MOST_FOLDERS}`;
    if (rows.length === 0) return;
    const empty = rows.map(({ path }) => path);
    await ownParts(tx, id, slotsOf(empty));
    await tx.$executeRaw`
      DELETE FROM files f USING unnest(${empty}::text[]) AS r(path), git_branch_parts p
      WHERE p.context_id = ${id} AND p.slot = ${slotOf(Prisma.sql`r.path`)} AND f.part = p.part AND f.path = r.path`;
  }
}
