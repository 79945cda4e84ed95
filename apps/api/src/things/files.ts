import { contractError } from '@craftastic/contract/contract-error';
import type { NsFile } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import { type BlobParts, MOST_HOT_BYTES, readBlob } from '../blobs/blobs.ts';
import { CONTEXT_FILES, slotOf } from '../sync/parts.ts';
import { type Place, type Readable, readable } from './readable.ts';

/** Entries told of one folder. */
const MOST_ENTRIES = 10_000;

interface Row extends Pick<NsFile, 'path' | 'name' | 'type' | 'hash' | 'mode' | 'thingId'> {
  size: bigint | null;
  linkTarget: string | null;
}

/** A folder or file of a namespace as one branch has it. Links are told, never followed. */
export async function readNsFile(parts: BlobParts, input: Place & { path: string }) {
  const { database } = parts;
  const context = await readable(database, input);
  const path = input.path.replace(/\/+$/, '');
  const row = path === '' ? null : await fileAt(database, context, path);
  if (!row && path !== '') throw contractError('FILE_NOT_FOUND', { data: { path } });
  const isFolder = row === null || row.type === 'directory';
  const entries = isFolder
    ? await rowsOf(database, context, Prisma.sql`f.parent = ${path} ORDER BY f.name LIMIT ${MOST_ENTRIES}`)
    : null;
  return {
    ...(row ? present(row) : TOP),
    entries: entries?.map(present) ?? null,
    text: row && !isFolder ? await textOf(parts, context, row) : null,
    commit: context.commit,
  };
}

const TOP: NsFile = { path: '', name: '', type: 'directory', hash: null, size: null, mode: '040000', thingId: null };

/** What a context has at a path; null for nothing. */
export async function fileAt(database: Database, context: Readable, path: string): Promise<Row | null> {
  const at = Prisma.sql`f.slot = ${slotOf(Prisma.sql`${path}`)} AND f.path = ${path}`;
  return (await rowsOf(database, context, at))[0] ?? null;
}

function rowsOf({ client }: Database, context: Readable, where: Prisma.Sql): Promise<Row[]> {
  return client.$queryRaw<Row[]>`
    SELECT f.path, f.name, f.type::text AS type, f.hash, f.size, f.mode, f.link_target AS "linkTarget",
      CASE WHEN c.thing IS NOT NULL THEN c.thing_id END AS "thingId"
    FROM ${CONTEXT_FILES} f LEFT JOIN git_content c ON c.part = f.part AND c.path = f.path
    WHERE f.context_id = ${context.id} AND ${where}`;
}

function present({ linkTarget: _, size, ...row }: Row): NsFile {
  return { ...row, size: size === null ? null : Number(size) };
}

async function textOf(parts: BlobParts, context: Readable, row: Row): Promise<string | null> {
  if (row.type === 'symlink') return row.linkTarget;
  if (row.type !== 'file' || row.hash === null || row.size === null || row.size > MOST_HOT_BYTES) return null;
  // No range lies in nothing.
  if (row.size === 0n) return '';
  const { binding, session } = context;
  const place = { environment: binding.environment, session, path: binding.path };
  const content = await readBlob(parts, place, row.hash, { start: 0, end: Number(row.size) - 1 });
  return content && utf8(Buffer.concat(await content.toArray()));
}

function utf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
