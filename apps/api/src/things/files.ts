import { contractError } from '@craftastic/contract/contract-error';
import type { NsFile } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import { type BlobParts, MOST_HOT_BYTES, readBlob } from '../blobs/blobs.ts';
import { CONTEXT_FILES, slotOf } from '../sync/parts.ts';
import { stateAt } from './heads.ts';
import { pastEntries, pastFile } from './past-files.ts';
import { type Place, type Readable, readable } from './readable.ts';

/** Entries told of one folder. */
const MOST_ENTRIES = 10_000;

interface Row extends Pick<NsFile, 'path' | 'name' | 'type' | 'hash' | 'mode' | 'thingId'> {
  size: bigint | null;
  linkTarget: string | null;
}

/** A folder or file of a namespace as one branch has it, or had it. Links are told, never followed. */
export async function readNsFile(parts: BlobParts, input: Place & { path: string; at?: string | undefined }) {
  const { database } = parts;
  const context = await readable(database, input);
  const path = input.path.replace(/\/+$/, '');
  const past = input.at === undefined ? null : (await stateAt(database, context, input.at)).commit;
  const found = path === '' ? TOP : await fileOf(parts, context, path, past);
  if (!found) throw contractError('FILE_NOT_FOUND', { data: { path } });
  const { linkTarget: _, ...file } = found;
  const isFolder = file.type === 'directory';
  return {
    ...file,
    entries: isFolder ? await entriesOf(parts, context, path, past) : null,
    text: isFolder ? null : await textOf(parts, context, found),
    commit: past ?? context.commit,
  };
}

const TOP: Found = { path: '', name: '', type: 'directory', hash: null, size: null, mode: '040000', thingId: null };

/** Where a link leads is in the tables, for the present. */
type Found = NsFile & { linkTarget?: string | null };

/** What a context has at a path, or had in a commit that it was synced at; null for nothing. */
export async function fileOf(
  parts: BlobParts,
  context: Readable,
  path: string,
  past: string | null,
): Promise<Found | null> {
  if (past !== null) return pastFile(parts, context, past, path);
  const row = await fileAt(parts.database, context, path);
  return row && { ...present(row), linkTarget: row.linkTarget };
}

async function entriesOf(parts: BlobParts, context: Readable, folder: string, past: string | null): Promise<NsFile[]> {
  if (past !== null) return (await pastEntries(parts, context, past, folder)) ?? [];
  const where = Prisma.sql`f.parent = ${folder} ORDER BY f.name LIMIT ${MOST_ENTRIES}`;
  return (await rowsOf(parts.database, context, where)).map(present);
}

async function fileAt(database: Database, context: Readable, path: string): Promise<Row | null> {
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

/** Of a file its text, of a link where it leads. */
async function textOf(parts: BlobParts, context: Readable, file: Found): Promise<string | null> {
  const { type, hash, size, linkTarget } = file;
  if (type === 'symlink' && linkTarget !== undefined) return linkTarget;
  if (!['file', 'symlink'].includes(type) || hash === null || size === null || size > MOST_HOT_BYTES) return null;
  // No range lies in nothing.
  if (size === 0) return '';
  const { binding, session } = context;
  const place = { environment: binding.environment, session, path: binding.path };
  const content = await readBlob(parts, place, hash, { start: 0, end: size - 1 });
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
