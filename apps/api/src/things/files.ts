import { contractError } from '@craftastic/contract/contract-error';
import type { NsFile } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import type { Environments } from '../environments/environments.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import { CONTEXT_FILES, slotOf } from '../sync/parts.ts';
import { type Place, type Readable, readable } from './readable.ts';

interface Parts {
  database: Database;
  environments: Environments;
  sandboxes: Sandboxes;
}

const MOST_TEXT_BYTES = 1024 * 1024;
/** Entries told of one folder. */
const MOST_ENTRIES = 10_000;

interface Row extends Pick<NsFile, 'path' | 'name' | 'type' | 'hash' | 'mode' | 'thingId'> {
  size: bigint | null;
  linkTarget: string | null;
}

/** A folder or file of a namespace as one branch has it. Links are told, never followed. */
export async function readNsFile(parts: Parts, input: Place & { path: string }) {
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

async function textOf(parts: Parts, context: Readable, row: Row): Promise<string | null> {
  if (row.type === 'symlink') return row.linkTarget;
  if (row.type !== 'file' || row.hash === null || (row.size ?? 0n) > MOST_TEXT_BYTES) return null;
  const bytes = await bytesOf(parts, context, row.hash, MOST_TEXT_BYTES);
  return bytes && utf8(bytes);
}

/** The bytes of a file of a context. Throws FILE_NOT_FOUND, also for one above `maxBytes`. */
export async function readFileBytes(parts: Parts, context: Readable, path: string, maxBytes: number): Promise<Buffer> {
  const row = await fileAt(parts.database, context, path);
  const isFile = row?.type === 'file' && row.hash !== null && (row.size ?? 0n) <= maxBytes;
  const bytes = isFile && row.hash !== null ? await bytesOf(parts, context, row.hash, maxBytes) : null;
  if (!bytes) throw contractError('FILE_NOT_FOUND', { data: { path } });
  return bytes;
}

/** What is kept in the database from there, all else from the repository. */
async function bytesOf(
  { database, environments, sandboxes }: Parts,
  context: Readable,
  hash: string,
  maxBytes: number,
): Promise<Buffer | null> {
  const { session: sessionId, binding } = context;
  const { environmentId } = binding;
  const kept = await database.client.blob.findUnique({ where: { environmentId_hash: { environmentId, hash } } });
  if (kept?.data) return Buffer.from(kept.data);
  return sandboxes.withRepository(environments.ofSandbox(binding.environment), async ({ repository }) => {
    const asked = { oids: [hash], maxBytes };
    if (sessionId === '') return firstOf(await repository.upstreamBlobs(asked));
    const found = await firstOf(await repository.draftBlobs({ ...asked, sessionId }));
    if (found) return found;
    // A draft's objects may have been thrown away; what is on disk gives them again.
    await repository.draftTree({ sessionId, path: binding.path });
    return firstOf(await repository.draftBlobs({ ...asked, sessionId }));
  });
}

async function firstOf(parts: AsyncIterable<{ base64: string | null }[]>): Promise<Buffer | null> {
  for await (const part of parts)
    for (const { base64 } of part) if (base64 !== null) return Buffer.from(base64, 'base64');
  return null;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
